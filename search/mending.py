"""Brings back by itself what an error kept out of the search, a bounded part of the index at a time."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max
from wagtail.models import Page, PageLogEntry

from articles.models import Author

from . import indexing
from .models import Document

logger = logging.getLogger(__name__)

#: Pages that changed lately, and ids that are looked at in their turn whatever happened to them: so
#: many in an hour take the worker a few seconds. A site of 10,000 pages is gone over in a day.
LATELY, RECENT = timedelta(days=1), 200
IN_TURN = 500


def mend(at: datetime) -> None:
    """Compares what changed lately, and this hour's part of the rest, with the index."""
    hour = int(at.timestamp()) // 3600
    pages = set(_changed_since(at - LATELY)) | set(_in_turn(hour, Page, "page"))
    _refresh("pages", sorted(pages))
    _refresh("authors", sorted(_in_turn(hour, Author, "author")))


def _changed_since(moment: datetime) -> Iterable[int]:
    """The pages that were published, taken down, moved or deleted since then, the last first."""
    entries = PageLogEntry.objects.filter(timestamp__gte=moment).order_by("-timestamp")
    return entries.values_list("page_id", flat=True)[:RECENT]


def _in_turn(hour: int, model, field: str) -> set[int]:
    """The ids whose turn it is in this hour: of rows, and of documents whose row is gone."""
    rows, documents = model.objects.order_by("pk"), Document.objects.order_by(field)
    last = rows.aggregate(last=Max("pk"))["last"], documents.aggregate(last=Max(field))["last"]
    parts = max(filter(None, last), default=0) // IN_TURN + 1
    first = hour % parts * IN_TURN
    beyond = first + IN_TURN
    theirs = documents.filter(**{f"{field}__gte": first, f"{field}__lt": beyond})
    return {
        *rows.filter(pk__gte=first, pk__lt=beyond).values_list("pk", flat=True),
        *theirs.values_list(field, flat=True),
    }


def _refresh(kind: str, numbers: list[int]) -> None:
    """In batches; of a batch that fails, one at a time, so that one keeps no other out."""
    for start in range(0, len(numbers), indexing.BATCH):
        batch = numbers[start : start + indexing.BATCH]
        try:
            indexing.refresh(**{kind: batch})
        except Exception:
            logger.exception("The search could not be mended at once")
            for number in batch:
                _refresh_one(kind, number)


def _refresh_one(kind: str, number: int) -> None:
    try:
        indexing.refresh(**{kind: [number]})
    except Exception:
        logger.exception("The search could not be mended: %s %s", kind.rstrip("s"), number)
