"""The search's part of the worker's housekeeping."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from . import mending, popular, rebuilding
from .models import DailyQuery

#: Days for which queries are kept: a year, and the month to compare it with.
RETENTION_DAYS = 400
#: Days for which a query is kept that one reader searched for once, without a click or a request.
#: Later it tells editors nothing.
SINGLE_SEARCH_DAYS = 90
#: Rows deleted in one transaction: short enough that no other writer has to wait for long.
BATCH = 1000


def run() -> None:
    """Deletes old searches, copies the frequent ones to Wagtail, and brings the index up to date."""
    today = timezone.localdate()
    _delete(DailyQuery.objects.filter(day__lt=today - timedelta(days=RETENTION_DAYS)))
    again = DailyQuery.objects.filter(query=OuterRef("query")).exclude(pk=OuterRef("pk"))
    once = DailyQuery.objects.filter(searches__lte=1, answer_requests=0, clicked_results=None)
    _delete(once.filter(~Exists(again), day__lt=today - timedelta(days=SINGLE_SEARCH_DAYS)))
    popular.copy_to_wagtail()
    if rebuilding.is_outdated():
        rebuilding.rebuild_if_outdated.enqueue()
    mending.mend(timezone.now())


def _delete(queries) -> None:
    while ids := list(queries.order_by().values_list("pk", flat=True)[:BATCH]):
        DailyQuery.objects.filter(pk__in=ids).delete()
