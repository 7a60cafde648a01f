"""Lists that readers turn the pages of."""

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min
from django.utils.functional import cached_property

from page_cache.collecting import accept_query, expire


class PublishedPages(Paginator):
    """Turns the pages of a list of published pages.

    When one of them expires, those after it move up: each page of the list is out of date then.
    """

    @cached_property
    def count(self) -> int:
        found = self.object_list.aggregate(number=Count("pk"), next_expiry=Min("expire_at"))
        expire(found["next_expiry"])
        return found["number"]


def listing(request, members, size: int, paginator: type[Paginator] = PublishedPages) -> Page:
    """The page of a list that ``?page=`` asks for; the nearest one, if there is none of this number."""
    asked = request.GET.get("page", "1")
    found = paginator(members, size).get_page(asked)
    if str(found.number) == asked:
        accept_query()
    return found
