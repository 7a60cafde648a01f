"""The search's part of the worker's housekeeping."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from database import steps

from . import mending, popular, rebuilding
from .models import DailyQuery

#: Days for which queries are kept: a year, and the month to compare it with.
RETENTION_DAYS = 400
#: Days for which a query is kept that one reader searched for once, without a click or a request.
#: Later it tells editors nothing.
SINGLE_SEARCH_DAYS = 90


def due() -> QuerySet[DailyQuery]:
    oldest = timezone.localdate() - timedelta(days=RETENTION_DAYS)
    return DailyQuery.objects.filter(day__lt=oldest)


def due_single() -> QuerySet[DailyQuery]:
    oldest = timezone.localdate() - timedelta(days=SINGLE_SEARCH_DAYS)
    again = DailyQuery.objects.filter(query=OuterRef("query")).exclude(pk=OuterRef("pk"))
    return single().filter(~Exists(again), day__lt=oldest)


def single() -> QuerySet[DailyQuery]:
    """What one reader searched for once on a day, without a click or a request."""
    return DailyQuery.objects.filter(searches__lte=1, answer_requests=0, clicked_results=None)


def run() -> None:
    """Deletes old searches, copies the frequent ones to Wagtail, and brings the index up to date."""
    steps.delete(due())
    steps.delete(due_single())
    popular.copy_to_wagtail()
    if rebuilding.is_outdated():
        rebuilding.rebuild_if_outdated.enqueue()
    mending.mend(timezone.now())
