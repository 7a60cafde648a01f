"""The results that editors promote for a query: Wagtail's promoted search results."""

from collections.abc import Iterable

from django.db.models import Q
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.search.utils import normalise_query_string

from .indexing import is_findable


def variants(text: str) -> set[str]:
    """The spellings under which editors may promote this query: with or without its question mark."""
    # The report counts queries casefolded, and editors promote from there.
    spellings = {normalise_query_string(text), normalise_query_string(text.casefold())}
    bare = {query.rstrip("?!. ") for query in spellings}
    return spellings | bare | {f"{query}?" for query in bare}


def promoted(text: str) -> list[SearchPromotion]:
    """The promotions of this query, without pages that are not public."""
    found = SearchPromotion.objects.filter(query__query_string__in=variants(text))
    found = found.select_related("page").order_by("sort_order", "pk")
    return list(found.filter(is_findable("page_id") | Q(page__isnull=True)))


def promoted_query_ids(texts: Iterable[str]) -> dict[str, int]:
    """The id of Wagtail's query by which each of these texts is promoted already, public or not."""
    spellings = {text: variants(text) for text in texts}
    all_variants = set().union(*spellings.values())
    queries = Query.objects.filter(query_string__in=all_variants, editors_picks__isnull=False)
    ids = dict(queries.values_list("query_string", "pk"))
    found = {}
    for text, written in spellings.items():
        if pk := next((ids[query] for query in sorted(written) if query in ids), None):
            found[text] = pk
    return found
