"""What the worker tidies up once in a while."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from . import mending, popular
from .models import DailyQuery

#: So long it is kept what readers searched for: a year, and the month to compare it with.
KEPT_DAYS = 400
#: What somebody searched for a single time, and did nothing about, tells editors nothing later.
ONCE_DAYS = 90
#: Rows deleted in one transaction: short enough that no other writer has to wait for long.
BATCH = 1000


def run() -> None:
    """Forgets old searches, tells Wagtail which are frequent, and mends the index."""
    today = timezone.localdate()
    _delete(DailyQuery.objects.filter(day__lt=today - timedelta(days=KEPT_DAYS)))
    again = DailyQuery.objects.filter(query=OuterRef("query")).exclude(pk=OuterRef("pk"))
    once = DailyQuery.objects.filter(searches__lte=1, answer_requests=0, clicked_results=None)
    _delete(once.filter(~Exists(again), day__lt=today - timedelta(days=ONCE_DAYS)))
    popular.tell()
    mending.mend(timezone.now())


def _delete(asked) -> None:
    while numbers := list(asked.order_by().values_list("pk", flat=True)[:BATCH]):
        DailyQuery.objects.filter(pk__in=numbers).delete()
