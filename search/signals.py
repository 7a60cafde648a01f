"""Keeps the search in step with changes of pages, of their privacy, and of authors and tags."""

import logging
from collections.abc import Iterable
from functools import wraps

from django.db import connections, transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save, pre_delete
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

from articles.models import ArticleAuthor, ArticleTag, Author
from articles.privacy import goes_with
from page_cache.following import follower
from page_cache.invalidating import drop_on_change

from . import indexing, synonyms
from .engines import engine
from .models import Document, SynonymGroup

logger = logging.getLogger(__name__)

#: The request itself brings this many documents up to date. It holds the database's write lock
#: meanwhile, so they are as many as the worker brings up to date in one transaction.
MAX_AT_ONCE = indexing.BATCH


def refresh_pages(numbers: Iterable[int]) -> None:
    """Refreshes a few pages at once, and leaves many to the worker.

    Until it comes round to them, results show none that readers may not see (``search.results``).
    """
    numbers = list(numbers)
    if len(numbers) <= MAX_AT_ONCE:
        indexing.refresh(pages=numbers)
        return
    for start in range(0, len(numbers), indexing.PAGES_A_TASK):
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


def page_taken_down(sender, instance, **kwargs):
    # Wagtail says this of a published page that is about to be deleted, too, and stores nothing.
    if not instance.live:
        indexing.refresh(pages=[instance.pk])


def page_moved(sender, instance, parent_page_before, parent_page_after, **kwargs):
    if parent_page_before.pk != parent_page_after.pk:  # or it has another place in the menu alone
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
    refresh_pages(_articles_of(instance))


def author_or_tag_goes(sender, instance, **kwargs):
    """An author or a tag is about to be deleted: its articles are still known."""
    instance._search_pages = list(_articles_of(instance))


def author_deleted(sender, instance, **kwargs):
    indexing.refresh(authors=[instance.pk])
    refresh_pages(instance._search_pages)


def tag_deleted(sender, instance, **kwargs):
    refresh_pages(instance._search_pages)


def _articles_of(instance: Author | Tag) -> QuerySet:
    if isinstance(instance, Author):
        links, page = ArticleAuthor.objects.filter(author=instance), "page_id"
    else:
        links, page = ArticleTag.objects.filter(tag=instance), "content_object_id"
    return links.order_by(page).values_list(page, flat=True).distinct()


@guarded
def lost_author_or_tag(sender, instance, **kwargs):
    page = instance.page_id if sender is ArticleAuthor else instance.content_object_id
    indexing.refresh(pages=[page])


def link_gone(sender, instance, origin=None, **kwargs):
    """An article lost an author or a tag. A link that goes with a deleted one costs no query."""
    deleted = getattr(origin, "model", type(origin))  # an object, or a queryset
    if origin is None or deleted is sender:
        lost_author_or_tag(sender, instance)


def tag_saved(sender, instance, created, raw=False, **kwargs):
    if not created and not raw:
        refresh_pages(_articles_of(instance))


def empty_index(sender, using, **kwargs):
    """Empties the index after ``manage.py flush``, which deletes the documents and not the index."""
    if not Document.objects.using(using).exists():
        with connections[using].cursor() as cursor:
            engine().clear(cursor)


def connect() -> None:
    for signal in (post_save, post_delete):
        signal.connect(synonyms.changed, sender=SynonymGroup, dispatch_uid="search.synonyms")
    drop_on_change(SynonymGroup, lambda group: [indexing.SUGGESTIONS, synonyms.GROUPS])
    follower.before_drop(synonyms.GROUPS, synonyms.forget)
    for signal, receiver, sender in (
        (page_published, page_changed, None),
        (page_unpublished, page_taken_down, None),
        (post_page_move, page_moved, None),
        (post_delete, page_deleted, Page),
        (post_save, restriction_changed, PageViewRestriction),
        (post_delete, restriction_changed, PageViewRestriction),
        (post_save, author_saved, Author),
        (pre_delete, author_or_tag_goes, Author),
        (pre_delete, author_or_tag_goes, Tag),
        (post_delete, author_deleted, Author),
        (post_delete, tag_deleted, Tag),
        (post_save, tag_saved, Tag),
    ):
        signal.connect(
            guarded(receiver), sender=sender, weak=False, dispatch_uid=f"search.{receiver.__name__}"
        )
    for link in (ArticleAuthor, ArticleTag):
        post_delete.connect(link_gone, sender=link, dispatch_uid="search.link_gone")
