"""Corrects the whole index in short steps, while readers search and editors publish."""

from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.db.models import Q
from django_tasks import task

from articles.models import Author
from database import steps
from page_cache.invalidating import drop

from . import indexing, words
from .documents import Tally
from .engines import engine
from .models import Document, Word

#: Documents compared in one transaction.
BATCH = 10
#: Words written in one transaction.
WORDS = 5000
#: Documents whose word counts are saved together.
SAVED_TOGETHER = 2000
#: An index that has fewer than one in this many documents is filled by a bulk load.
BULK_LOAD_FACTOR = 10


def is_outdated() -> bool:
    """Whether the words of the index were read by other rules than those of today."""
    return Word.objects.filter(word="").exclude(spelling=words.VERSION).exists()


@task()
def rebuild_if_outdated() -> bool:
    """Has all pages read again after an upgrade that reads words otherwise, in the worker."""
    outdated = is_outdated()
    if outdated:
        rebuild(lambda done, total: None)
    return outdated


def rebuild(progress: Callable[[int, int], None], afresh: bool = False) -> int:
    """Compares every document with its page or author, and replaces those that differ.

    *afresh* empties a damaged index first. Until it is full again, searches find less.
    Returns the number of documents.
    """
    if afresh:
        _empty()
    pages = list(indexing.findable().order_by("pk").values_list("pk", flat=True))
    authors = list(Author.objects.order_by("pk").values_list("pk", flat=True))
    done, total, tally = 0, len(pages) + len(authors), Tally()
    bulk_load = Document.objects.count() * BULK_LOAD_FACTOR < total
    if bulk_load:
        with connection.cursor() as cursor:
            engine().begin_bulk_load(cursor)
    for kind, numbers in (("pages", pages), ("authors", authors)):
        for batch in _batches(numbers, BATCH):
            with steps.step():
                indexing.refresh(**{kind: batch}, tally=tally)
            done += len(batch)
            # Many documents have most of their words in common.
            if done % SAVED_TOGETHER < len(batch):
                indexing.save_counts(tally)
                tally = Tally()
            progress(done, total)
    indexing.save_counts(tally)
    _remove_stale()
    if not bulk_load:
        _count_words()
    Word.objects.filter(word="").update(spelling=words.VERSION)
    drop(indexing.SUGGESTIONS)
    with connection.cursor() as cursor:
        engine().optimize(cursor)
    return Document.objects.count()


def _batches(rows: list, size: int) -> Iterator[list]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _empty() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        engine().clear(cursor)
        Document.objects.all().delete()
        Word.objects.all().delete()


def _remove_stale() -> None:
    """Removes documents of pages and authors that are gone or no longer public."""
    stale = Document.objects.exclude(
        Q(page__in=indexing.findable().values("pk")) | Q(author__in=Author.objects.values("pk"))
    )
    for batch in _batches(list(stale.values_list("page", "author")), BATCH):
        pages, authors = zip(*batch, strict=True)
        with steps.step():
            indexing.refresh(pages=filter(None, pages), authors=filter(None, authors))


def _count_words() -> None:
    """Corrects wrong counts of words."""
    tally = Tally()
    for document in Document.objects.only("title", "parts").iterator(chunk_size=500):
        tally.add(document)
    right = {row[0]: Word(*row) for row in tally.rows()}
    kept = {}
    for word in Word.objects.iterator(chunk_size=WORDS):
        kept[word.word] = (word.document_count, word.title_count)
    wrong = [
        word
        for word in right.values()
        if kept.get(word.word) != (word.document_count, word.title_count)
    ]
    for batch in _batches(wrong, WORDS):
        with steps.step():
            Word.objects.bulk_create(
                batch,
                update_conflicts=True,
                unique_fields=["word"],
                update_fields=["document_count", "title_count"],
            )
    for batch in _batches(sorted(kept.keys() - right.keys()), WORDS):
        with steps.step():
            Word.objects.filter(word__in=batch).delete()
