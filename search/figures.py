"""The searches of a period by query and by day or week, and the results that readers opened."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from articles.models import Author

from . import housekeeping
from .models import ClickedResult, DailyQuery

#: Periods that are offered, in days.
PERIODS = {7: _("7 days"), 30: _("30 days"), 365: _("12 months")}
DEFAULT_DAYS = 30
#: The chart shows a longer period by weeks, because bars of single days would be too thin.
MAX_DAYS_BY_DAY = 62
#: Results of one query that the report shows. Readers opened the rest once or twice.
MAX_RESULTS = 50
#: The series of a bar, from the bottom up.
SERIES = (_("Found something"), _("Found nothing"))


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date
    #: The number of days up to today, if the editor chose the period so.
    days: int | None = None

    @property
    def bounds(self) -> tuple[date, date]:
        return self.first, self.last

    @property
    def by_week(self) -> bool:
        return (self.last - self.first).days >= MAX_DAYS_BY_DAY


def latest(days: int) -> Period:
    today = timezone.localdate()
    return Period(today - timedelta(days=days - 1), today, days)


def between(first: date | None, last: date | None) -> Period:
    """The period between two days, cut to the time for which searches are kept. A day may be missing."""
    today = timezone.localdate()
    kept = today - timedelta(days=housekeeping.RETENTION_DAYS)
    return Period(max(first or kept, kept), min(last or today, today))


def rows(period: Period) -> QuerySet[DailyQuery]:
    return DailyQuery.objects.filter(day__range=period.bounds)


def by_query(period: Period, with_clicks: bool = True) -> QuerySet:
    """A dictionary for each query: its searches, the results of the last one, and what readers did.

    Without the clicks it takes a third of the time. ``clicks`` has those of a few queries.
    """
    # A reader who asks for an answer after midnight searched on the day before.
    searched = rows(period).filter(query=OuterRef("query"), searches__gt=0)
    found = (
        rows(period)
        .order_by()
        .values("query")
        .annotate(times=Sum("searches"), wishes=Sum("answer_requests"))
        .annotate(found_last=Subquery(searched.order_by("-day").values("result_count")[:1]))
    )
    if with_clicks:
        opened = (
            ClickedResult.objects.filter(daily_query=OuterRef("pk"))
            .order_by()
            .values("daily_query")
            .annotate(sum=Sum("clicks"))
        )
        found = found.annotate(opened=Coalesce(Sum(Subquery(opened.values("sum"))), 0))
    return found


def unopened(period: Period) -> QuerySet:
    """``by_query`` without the queries after which a reader opened something.

    These are looked up once, where to count the clicks of each query takes three times as long.
    """
    clicked = ClickedResult.objects.filter(clicks__gt=0, daily_query__day__range=period.bounds)
    found = by_query(period, with_clicks=False)
    return found.exclude(query__in=clicked.order_by().values("daily_query__query")).annotate(
        opened=Value(0)
    )


def clicks(queries: Iterable[str], period: Period) -> dict[str, int]:
    """How often readers opened a result after each of these queries."""
    asked = rows(period).filter(query__in=list(queries)).order_by().values_list("query")
    return dict(asked.annotate(opened=Coalesce(Sum("clicked_results__clicks"), 0)))


def columns(asked: QuerySet[DailyQuery], period: Period) -> list[dict]:
    """The searches of each day or week of the period. Searches without results are a series."""
    by_day = (
        asked.order_by()
        .values_list("day")
        .annotate(
            times=Sum("searches"), nothing=Sum("searches", filter=Q(result_count=0), default=0)
        )
    )
    every, empty = Counter(), Counter()
    for day, searches, nothing in by_day:
        start = _start(day, period)
        every[start] += searches
        empty[start] += nothing
    bars, start = [], _start(period.first, period)
    while start <= period.last:
        numbers = [every[start] - empty[start], empty[start]]
        bars.append({"day": start, "numbers": numbers, "total": every[start]})
        start += timedelta(days=7 if period.by_week else 1)
    return bars


def _start(day: date, period: Period) -> date:
    """The day itself, or the Monday of its week."""
    return day - timedelta(days=day.weekday()) if period.by_week else day


def opened(query: str, period: Period) -> list[dict]:
    """The results that readers opened after this query, most opened first."""
    found = list(
        ClickedResult.objects.filter(daily_query__in=rows(period).filter(query=query))
        .order_by()
        .values("result")
        .annotate(times=Sum("clicks"))
        .order_by("-times", "result")[:MAX_RESULTS]
    )
    numbers = {"page": [], "author": []}
    for row in found:
        row["kind"], _, number = row["result"].partition(":")
        row["number"] = int(number)
        numbers[row["kind"]].append(row["number"])
    there = {
        "page": Page.objects.in_bulk(numbers["page"]),
        "author": Author.objects.in_bulk(numbers["author"]),
    }
    for row in found:
        row["object"] = there[row["kind"]].get(row["number"])
    return found
