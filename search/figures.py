"""What readers searched for in a period: by query, by day or week, and what they opened."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, When, Window
from django.db.models.functions import Coalesce, FirstValue, RowNumber
from django.utils import timezone
from wagtail.models import Page

from articles.models import Author

from . import housekeeping
from .models import ClickedResult, DailyQuery

#: Periods that are offered, in days.
PERIODS = {7: "7 days", 30: "30 days", 365: "12 months"}
USUAL = 30
#: A longer period is shown by weeks: bars for its days would be hairs.
MOST_DAYS = 62
#: Results of one query that are shown; the rest was opened once or twice.
MOST_RESULTS = 50
#: Of a bar, from the bottom up.
SERIES = ("Found something", "Found nothing")


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included."""

    first: date
    last: date
    #: How many days back from today, where it was chosen so.
    days: int | None = None

    @property
    def bounds(self) -> tuple[date, date]:
        return self.first, self.last

    @property
    def by_week(self) -> bool:
        return (self.last - self.first).days >= MOST_DAYS


def latest(days: int) -> Period:
    today = timezone.localdate()
    return Period(today - timedelta(days=days - 1), today, days)


def between(first: date | None, last: date | None) -> Period:
    """What is kept of the time between two days, either of which may be open."""
    today = timezone.localdate()
    kept = today - timedelta(days=housekeeping.KEPT_DAYS)
    return Period(max(first or kept, kept), min(last or today, today))


def rows(period: Period) -> QuerySet[DailyQuery]:
    return DailyQuery.objects.filter(day__range=period.bounds)


def by_query(period: Period) -> QuerySet:
    """A dictionary for each query: how often, what the last search found, and what was done then.

    Windows instead of groups: the row of the last day has what is known of all days beside it.
    """
    clicks = (
        ClickedResult.objects.filter(daily_query=OuterRef("pk")).order_by().values("daily_query")
    )
    every = {"partition_by": "query"}
    # Who asks for an answer after midnight has searched the day before.
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
    """The searches of each day or week of the period, those that found nothing apart."""
    by_day = (
        asked.order_by()
        .values_list("day")
        .annotate(
            times=Sum("searches"), nothing=Sum("searches", filter=Q(result_count=0), default=0)
        )
    )
    every, empty = Counter(), Counter()
    for day, searches, without in by_day:
        start = _start(day, period)
        every[start] += searches
        empty[start] += without
    made, start = [], _start(period.first, period)
    while start <= period.last:
        numbers = [every[start] - empty[start], empty[start]]
        made.append({"day": start, "numbers": numbers, "total": every[start]})
        start += timedelta(days=7 if period.by_week else 1)
    return made


def _start(day: date, period: Period) -> date:
    """The day itself, or the Monday of its week."""
    return day - timedelta(days=day.weekday()) if period.by_week else day


def opened(query: str, period: Period) -> list[dict]:
    """The results that readers opened after searching for this, those opened most first."""
    found = list(
        ClickedResult.objects.filter(daily_query__in=rows(period).filter(query=query))
        .order_by()
        .values("result")
        .annotate(times=Sum("clicks"))
        .order_by("-times", "result")[:MOST_RESULTS]
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
