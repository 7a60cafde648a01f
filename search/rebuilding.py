"""Makes the whole index right again, in short steps: readers search and editors publish meanwhile."""

from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.db.models import Q

from articles.models import Author

from . import indexing
from .documents import Tally
from .engines import engine
from .models import Document, Word

#: Words written in one transaction.
WORDS = 5000
#: Documents whose words are written together.
WRITTEN = 2000
#: An index that has less than one in so many documents is filled rather than mended.
FILLING = 10


def rebuild(progress: Callable[[int, int], None], afresh: bool = False) -> int:
    """Compares every document with its page or author, and mends what differs.

    *afresh* empties the index first: for a damaged one. Until it is full again, less is found.
    Returns how many documents there are.
    """
    if afresh:
        _empty()
    pages = list(indexing.findable().order_by("pk").values_list("pk", flat=True))
    authors = list(Author.objects.order_by("pk").values_list("pk", flat=True))
    done, everything, tally = 0, len(pages) + len(authors), Tally()
    filling = Document.objects.count() * FILLING < everything
    if filling:
        with connection.cursor() as cursor:
            engine().begin_filling(cursor)
    for kind, numbers in (("pages", pages), ("authors", authors)):
        for batch in _batches(numbers, indexing.BATCH):
            indexing.refresh(**{kind: batch}, tally=tally)
            done += len(batch)
            # Many documents have most of their words in common.
            if done % WRITTEN < len(batch):
                indexing.write_down(tally)
                tally = Tally()
            progress(done, everything)
    indexing.write_down(tally)
    _remove_stale()
    if not filling:
        _count_words()
    with connection.cursor() as cursor:
        engine().tidy(cursor)
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
    """Documents of what is not public any more, or gone."""
    stale = Document.objects.exclude(
        Q(page__in=indexing.findable().values("pk")) | Q(author__in=Author.objects.values("pk"))
    )
    for batch in _batches(list(stale.values_list("page", "author")), indexing.BATCH):
        pages, authors = zip(*batch, strict=True)
        indexing.refresh(pages=filter(None, pages), authors=filter(None, authors))


def _count_words() -> None:
    """Puts right what was counted wrongly of the words."""
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
        Word.objects.bulk_create(
            batch,
            update_conflicts=True,
            unique_fields=["word"],
            update_fields=["document_count", "title_count"],
        )
    for batch in _batches(sorted(kept.keys() - right.keys()), WORDS):
        Word.objects.filter(word__in=batch).delete()
