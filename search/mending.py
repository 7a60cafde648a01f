"""Mends by itself what an error kept out of the search, a bounded part of the index at a time."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max
from wagtail.models import Page, PageLogEntry

from articles.models import Author
from database import steps

from . import indexing
from .models import Document

logger = logging.getLogger(__name__)

#: Every hour the worker checks this many pages that changed recently, and this many ids in turn,
#: which takes a few seconds. It checks a site of 10,000 pages in a day.
RECENTLY, MAX_RECENT = timedelta(days=1), 200
PER_HOUR = 500


def mend(at: datetime) -> None:
    """Compares what changed lately, and this hour's part of the rest, with the index."""
    hour = int(at.timestamp()) // 3600
    pages = set(_changed_since(at - RECENTLY)) | set(_in_turn(hour, Page, "page"))
    _refresh("pages", sorted(pages))
    _refresh("authors", sorted(_in_turn(hour, Author, "author")))


def _changed_since(moment: datetime) -> Iterable[int]:
    """The pages that editors published, took down, moved or deleted since then, the last first."""
    entries = PageLogEntry.objects.filter(timestamp__gte=moment).order_by("-timestamp")
    return entries.values_list("page_id", flat=True)[:MAX_RECENT]


def _in_turn(hour: int, model, field: str) -> set[int]:
    """The ids whose turn it is in this hour, of rows and of documents whose row is gone."""
    rows, documents = model.objects.order_by("pk"), Document.objects.order_by(field)
    last = rows.aggregate(last=Max("pk"))["last"], documents.aggregate(last=Max(field))["last"]
    parts = max(filter(None, last), default=0) // PER_HOUR + 1
    first = hour % parts * PER_HOUR
    beyond = first + PER_HOUR
    indexed = documents.filter(**{f"{field}__gte": first, f"{field}__lt": beyond})
    return {
        *rows.filter(pk__gte=first, pk__lt=beyond).values_list("pk", flat=True),
        *indexed.values_list(field, flat=True),
    }


def _refresh(kind: str, ids: list[int]) -> None:
    """Refreshes in batches. A batch that fails goes one by one, so that one keeps no other out."""
    for start in range(0, len(ids), indexing.PAGES_A_STEP):
        batch = ids[start : start + indexing.PAGES_A_STEP]
        try:
            with steps.step():
                indexing.refresh(**{kind: batch})
        except Exception:
            logger.exception("The search could not be mended at once")
            for pk in batch:
                _refresh_one(kind, pk)


def _refresh_one(kind: str, pk: int) -> None:
    try:
        indexing.refresh(**{kind: [pk]})
    except Exception:
        logger.exception("The search could not be mended: %s %s", kind.rstrip("s"), pk)
