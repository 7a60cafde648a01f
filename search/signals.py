"""Keeps the search in step with changes of pages, of their privacy, and of authors and tags."""

import logging
from functools import wraps

from django.db import connections, transaction
from django.db.models.signals import post_delete, post_save
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from articles.models import ArticleAuthor, ArticleTag, Author
from articles.privacy import goes_with

from . import indexing, synonyms
from .engines import engine
from .models import Document, SynonymGroup

logger = logging.getLogger(__name__)

#: The request itself brings this many documents up to date, and the worker the rest.
MAX_AT_ONCE = 100


def refresh_pages(numbers: list[int]) -> None:
    """Refreshes the first pages at once, and leaves the rest to the worker."""
    numbers = list(numbers)
    indexing.refresh(pages=numbers[:MAX_AT_ONCE])
    for start in range(MAX_AT_ONCE, len(numbers), indexing.PAGES_A_TASK):
        indexing.refresh_documents.enqueue(numbers[start : start + indexing.PAGES_A_TASK])


def guarded(receiver):
    """Decorates a receiver so that an error of the search keeps no editor from publishing.

    The log names the change. The worker's housekeeping mends the search (``search.mending``), and
    ``manage.py rebuild_search`` does so at once.
    """

    @wraps(receiver)
    def wrapper(sender, instance, **kwargs):
        try:
            with transaction.atomic():
                receiver(sender, instance, **kwargs)
        except Exception:
            logger.exception("The search could not follow a change of %r", instance)

    return wrapper


def page_changed(sender, instance, **kwargs):
    indexing.refresh(pages=[instance.pk])


def page_moved(sender, instance, **kwargs):
    refresh_tree(instance)


def page_deleted(sender, instance, **kwargs):
    indexing.refresh(pages=[instance.pk])


def refresh_tree(page: Page) -> None:
    """Refreshes a page, all pages below it and their aliases: topics or privacy have changed."""
    tree = Page.objects.filter(goes_with(page)).order_by("path")
    refresh_pages(tree.values_list("pk", flat=True))


def restriction_changed(sender, instance, raw=False, **kwargs):
    if raw:  # loaddata, as for authors below
        return
    if page := Page.objects.filter(pk=instance.page_id).first():
        refresh_tree(page)


def author_saved(sender, instance, raw=False, **kwargs):
    if raw:  # loaddata: the rows that this needs are not there yet
        return
    indexing.refresh(authors=[instance.pk])
    refresh_pages(ArticleAuthor.objects.filter(author=instance).values_list("page_id", flat=True))


def author_deleted(sender, instance, **kwargs):
    indexing.refresh(authors=[instance.pk])


def byline_or_tag_gone(sender, instance, **kwargs):
    """An author or a tag was deleted, and its links to articles with it."""
    page = instance.page_id if sender is ArticleAuthor else instance.content_object_id
    indexing.refresh(pages=[page])


def tag_saved(sender, instance, created, raw=False, **kwargs):
    if not created and not raw:
        tagged = ArticleTag.objects.filter(tag=instance)
        refresh_pages(tagged.values_list("content_object_id", flat=True))


def empty_index(sender, using, **kwargs):
    """Empties the index after ``manage.py flush``, which deletes the documents and not the index."""
    if not Document.objects.using(using).exists():
        with connections[using].cursor() as cursor:
            engine().clear(cursor)


def connect() -> None:
    for signal in (post_save, post_delete):
        signal.connect(synonyms.changed, sender=SynonymGroup, dispatch_uid="search.synonyms")
    for signal, receiver, sender in (
        (page_published, page_changed, None),
        (page_unpublished, page_changed, None),
        (post_page_move, page_moved, None),
        (post_delete, page_deleted, Page),
        (post_save, restriction_changed, PageViewRestriction),
        (post_delete, restriction_changed, PageViewRestriction),
        (post_save, author_saved, Author),
        (post_delete, author_deleted, Author),
        (post_delete, byline_or_tag_gone, ArticleAuthor),
        (post_delete, byline_or_tag_gone, ArticleTag),
        (post_save, tag_saved, Tag),
    ):
        signal.connect(
            guarded(receiver), sender=sender, weak=False, dispatch_uid=f"search.{receiver.__name__}"
        )
