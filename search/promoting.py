"""What editors want readers to see first for a query: Wagtail's promoted search results."""

from collections.abc import Iterable

from django.db.models import Q
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.search.utils import normalise_query_string

from .indexing import is_findable


def alike(text: str) -> set[str]:
    """What editors may have written for this query: with or without its question mark."""
    # Readers' queries are counted casefolded, and promoted from there.
    written = {normalise_query_string(text), normalise_query_string(text.casefold())}
    bare = {query.rstrip("?!. ") for query in written}
    return written | bare | {f"{query}?" for query in bare}


def promoted(text: str) -> list[SearchPromotion]:
    """The promotions of this query; only of what is public."""
    found = SearchPromotion.objects.filter(query__query_string__in=alike(text))
    found = found.select_related("page").order_by("sort_order", "pk")
    return list(found.filter(is_findable("page_id") | Q(page__isnull=True)))


def promoting(texts: Iterable[str]) -> dict[str, int]:
    """The number of Wagtail's query by which each of these is promoted already, public or not."""
    wanted = {text: alike(text) for text in texts}
    every = set().union(*wanted.values())
    there = Query.objects.filter(query_string__in=every, editors_picks__isnull=False)
    numbers = dict(there.values_list("query_string", "pk"))
    found = {}
    for text, written in wanted.items():
        if number := next((numbers[query] for query in sorted(written) if query in numbers), None):
            found[text] = number
    return found
