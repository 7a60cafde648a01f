"""Keeps the documents, the full-text index and the words of the site in step with public pages."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django_tasks import task
from wagtail.models import Page

from articles.models import ArticleAuthor, ArticlePage, ArticleTag, Author, TopicPage
from articles.querysets import PublishedQuerySet
from database import steps
from page_cache.invalidating import drop

from . import documents
from .documents import Tally
from .engines import engine
from .models import Document, Word

#: The tag of all suggestions: each depends on the whole index.
SUGGESTIONS = "suggestions"
#: Documents made in one transaction: short enough that no other writer has to wait for long.
BATCH = 50
#: Pages for each task: some seconds, for which mail that is due waits.
PAGES_A_TASK = 200
#: Pages for each of the task's transactions: others wait no longer to write.
PAGES_A_STEP = 10
#: The ids of pages and authors that changed within ``in_bulk``.
_pending: dict[str, dict[int, None]] | None = None


def findable() -> PublishedQuerySet:
    """The pages that any reader may find: the published ones, without the home page."""
    return PublishedQuerySet(Page).published().filter(depth__gt=2)


def is_findable(page: str) -> Exists:
    """Whether any reader may find the page in this column. Only the rows of the query are looked up."""
    return Exists(findable().filter(pk=OuterRef(page)))


def refresh(
    pages: Iterable[int] = (), authors: Iterable[int] = (), tally: Tally | None = None
) -> None:
    """Brings the documents of these pages and authors up to date, whatever happened to them.

    A *tally* collects the counts of words, and its owner saves them. Without a tally they are saved here.
    """
    changed = {"pages": dict.fromkeys(pages), "authors": dict.fromkeys(authors)}
    if _pending is not None:
        for kind, numbers in changed.items():
            _pending[kind].update(numbers)
        return
    for kind, numbers in changed.items():
        in_order = sorted(numbers)
        for start in range(0, len(in_order), BATCH):
            batch = {"pages": [], "authors": []} | {kind: in_order[start : start + BATCH]}
            _refresh(**batch, tally=tally)


@task()
def refresh_documents(pages: list[int]) -> int:
    """Brings the documents of many pages up to date, in the worker, and lets others write meanwhile."""
    for start in range(0, len(pages), PAGES_A_STEP):
        with steps.step():
            refresh(pages=pages[start : start + PAGES_A_STEP])
    return len(pages)


@contextmanager
def in_bulk():
    """For imports: indexes nothing within the block, and all changes once at its end."""
    global _pending
    if _pending is not None:
        yield
        return
    changed = _pending = {"pages": {}, "authors": {}}
    try:
        yield
    finally:
        _pending = None
        refresh(**changed)


def _refresh(pages: list[int], authors: list[int], tally: Tally | None) -> None:
    with transaction.atomic():
        # A transaction that changes one of them at the same time waits here.
        for model, numbers in ((Page, pages), (Author, authors)):
            rows = model.objects.select_for_update().filter(pk__in=numbers).order_by("pk")
            list(rows.values_list("pk"))
        old = Document.objects.filter(Q(page__in=pages) | Q(author__in=authors))
        _replace(list(old), list(_build(pages, authors)), tally)


def _build(pages: list[int], authors: list[int]) -> Iterator[Document]:
    """The documents of those pages and authors that readers may find."""
    found = list(findable().filter(pk__in=pages).specific())
    _load_bylines_and_tags([page for page in found if isinstance(page, ArticlePage)])
    topics = dict(TopicPage.objects.order_by("path").values_list("path", "pk"))
    for page in found:
        yield documents.of_page(page, topics)
    for author in Author.objects.filter(pk__in=authors):
        yield documents.of_author(author)


def _load_bylines_and_tags(articles: list[ArticlePage]) -> None:
    """Loads the authors and tags of all articles in two queries, as they are in the database."""
    by_number = {article.pk: article for article in articles}
    for article in articles:
        article.authors, article.tag_list = [], []
    bylines = ArticleAuthor.objects.filter(page__in=by_number).order_by("sort_order", "pk")
    for entry in bylines.select_related("author"):
        by_number[entry.page_id].authors.append(entry.author)
    tagged = ArticleTag.objects.filter(content_object__in=by_number).order_by("pk")
    for entry in tagged.select_related("tag"):
        by_number[entry.content_object_id].tag_list.append(entry.tag)


def _replace(old: list[Document], new: list[Document], tally: Tally | None) -> None:
    """Replaces old documents by new ones, and leaves unchanged ones alone."""
    same = {_content(document) for document in old} & {_content(document) for document in new}
    old = [document for document in old if _content(document) not in same]
    new = [document for document in new if _content(document) not in same]
    counts = Tally() if tally is None else tally
    with connection.cursor() as cursor:
        if old:
            engine().remove(cursor, old)
            Document.objects.filter(pk__in=[document.pk for document in old]).delete()
        if new:
            Document.objects.bulk_create(new)
            engine().add(cursor, new)
    for changed, times in ((old, -1), (new, 1)):
        for document in changed:
            counts.add(document, times)
    if tally is None:
        save_counts(counts)
    if old or new:
        drop(SUGGESTIONS)


def save_counts(tally: Tally) -> None:
    """Adds the counts of a tally to the words of the site."""
    if rows := tally.rows():
        with transaction.atomic(), connection.cursor() as cursor:
            engine().add_word_counts(cursor, rows)
            drop(SUGGESTIONS)
        fewer = [word for word, *_, number, _ in rows if number < 0]
        Word.objects.filter(word__in=fewer, document_count__lte=0).delete()


def _content(document: Document) -> tuple:
    parts = tuple(map(tuple, document.parts))
    return (document.pk, document.kind, document.title, document.facets, parts, document.stems)
