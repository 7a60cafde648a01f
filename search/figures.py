"""The searches of a period by query and by day or week, and the results that readers opened."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, When, Window
from django.db.models.functions import Coalesce, FirstValue, RowNumber
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


def by_query(period: Period) -> QuerySet:
    """A dictionary for each query: its searches, the results of the last one, and what readers did.

    It uses windows instead of groups, so that the row of the last day also has the sums of all days.
    """
    clicks = (
        ClickedResult.objects.filter(daily_query=OuterRef("pk")).order_by().values("daily_query")
    )
    every = {"partition_by": "query"}
    # A reader who asks for an answer after midnight searched on the day before.
    latest_search = [F("searched").desc(), F("day").desc()]
    return (
        rows(period)
        .order_by()
        .annotate(
            clicks=Coalesce(Subquery(clicks.annotate(sum=Sum("clicks")).values("sum")), 0),
            searched=Case(When(searches__gt=0, then=1), default=0),
            found_if_searched=Case(When(searches__gt=0, then="result_count")),
        )
        .annotate(
            times=Window(Sum("searches"), **every),
            wishes=Window(Sum("answer_requests"), **every),
            opened=Window(Sum("clicks"), **every),
            found_last=Window(FirstValue("found_if_searched"), **every, order_by=latest_search),
            place=Window(RowNumber(), **every, order_by=latest_search),
        )
        .filter(place=1)
        .values("query", "times", "wishes", "opened", "found_last")
    )


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
