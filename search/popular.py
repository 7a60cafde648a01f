"""Copies frequent queries to the tables in which Wagtail looks for them.

The form of promoted results offers “popular search terms”, and the list of promoted results counts
views. Both read Wagtail's own tables of queries and daily hits, which a site has to fill. Every search
could write there as well as to ``DailyQuery``. But that would be a second write for each reader, it
would store single queries that may be about a person, and nothing would delete them. A chooser of our
own would be a copy of Wagtail's view, template and address. So the worker copies the few frequent
queries once an hour, and Wagtail's own screens show the right numbers.
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
#: A query with fewer searches is not popular, and may be something that one person wrote.
MIN_SEARCHES = 2
#: Queries that are copied. Nobody pages further, because the chooser has a search field.
MAX_QUERIES = 1000


def frequent() -> tuple[Counter, dict]:
    """The number of searches of the last weeks and the last day, by query as Wagtail writes it."""
    asked = DailyQuery.objects.filter(day__gt=timezone.localdate() - timedelta(weeks=WEEKS))
    queries = asked.order_by().values("query").annotate(times=Sum("searches"), last=Max("day"))
    times, last = Counter(), {}
    for row in queries.filter(times__gte=MIN_SEARCHES).order_by("-times", "query")[:MAX_QUERIES]:
        query = normalise_query_string(row["query"])
        times[query] += row["times"]
        last[query] = max(row["last"], last.get(query, row["last"]))
    return times, last


def copy_to_wagtail() -> None:
    """Replaces the queries of the last time by the frequent queries of the last weeks."""
    times, last = frequent()
    with transaction.atomic():
        Query.objects.bulk_create(
            [Query(query_string=query) for query in times], ignore_conflicts=True
        )
        ids = dict(Query.objects.filter(query_string__in=times).values_list("query_string", "pk"))
        counted = set(QueryDailyHits.objects.values_list("query_id", flat=True))
        QueryDailyHits.objects.all().delete()
        QueryDailyHits.objects.bulk_create(
            # One row for all days, because each of Wagtail's screens that we use adds the days up.
            QueryDailyHits(query_id=ids[query], date=last[query], hits=times[query])
            for query in times
        )
        # Only queries that were copied before: a query that an editor is promoting just now has no hits.
        gone = counted - set(ids.values())
        Query.objects.filter(pk__in=gone, editors_picks=None).delete()
