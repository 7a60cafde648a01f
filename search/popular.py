"""What readers often search for, where Wagtail looks for it.

The form of promoted results offers “popular search terms”, and the list of promoted results counts
views. Both read Wagtail's own tables of queries and daily hits, which a site has to fill. Every
search could write there as well as to ``DailyQuery``; but that is a second write for each reader, keeps
single queries that may be about a person, and never forgets. Another chooser would be a copy of
Wagtail's view, template and address. So the worker copies the few frequent queries over, once an
hour: Wagtail's screens stay as they are, and tell the truth.
"""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits
from wagtail.search.utils import normalise_query_string

from .models import DailyQuery

WEEKS = 4
#: Searched for less often it is not popular, and may be something that one person wrote.
FEWEST = 2
#: Nobody leafs further; the chooser has a search field.
MOST = 1000


def frequent() -> tuple[Counter, dict]:
    """How often queries were searched for in the last weeks, and when last, as Wagtail writes them."""
    asked = DailyQuery.objects.filter(day__gt=timezone.localdate() - timedelta(weeks=WEEKS))
    queries = asked.order_by().values("query").annotate(times=Sum("searches"), last=Max("day"))
    times, last = Counter(), {}
    for row in queries.filter(times__gte=FEWEST).order_by("-times", "query")[:MOST]:
        query = normalise_query_string(row["query"])
        times[query] += row["times"]
        last[query] = max(row["last"], last.get(query, row["last"]))
    return times, last


def tell() -> None:
    """Puts the frequent queries of the last weeks in the place of those of the last time."""
    times, last = frequent()
    with transaction.atomic():
        Query.objects.bulk_create(
            [Query(query_string=query) for query in times], ignore_conflicts=True
        )
        numbers = dict(
            Query.objects.filter(query_string__in=times).values_list("query_string", "pk")
        )
        counted = set(QueryDailyHits.objects.values_list("query_id", flat=True))
        QueryDailyHits.objects.all().delete()
        QueryDailyHits.objects.bulk_create(
            # One row for all days: every screen of Wagtail's that is left adds them up.
            QueryDailyHits(query_id=numbers[query], date=last[query], hits=times[query])
            for query in times
        )
        # Only what was copied here before: a query that somebody is promoting just now has no hits.
        gone = counted - set(numbers.values())
        Query.objects.filter(pk__in=gone, editors_picks=None).delete()
