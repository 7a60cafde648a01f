"""What editors want readers to see first for a query: Wagtail's promoted search results."""

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.search.utils import normalise_query_string

from .indexing import findable


def promoted(text: str) -> list[SearchPromotion]:
    """The promotions of this query, with or without its question mark; only of what is public."""
    written = normalise_query_string(text)
    alike = {written, written.rstrip("?!. "), f"{written.rstrip('?!. ')}?"}
    found = SearchPromotion.objects.filter(query__query_string__in=alike).select_related("page")
    found = found.order_by("sort_order", "pk")
    pages = findable().values("pk")
    return list(found.filter(page__in=pages) | found.filter(page__isnull=True))
