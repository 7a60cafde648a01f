"""Turns the links inside running text into addresses."""

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from page_cache.collecting import depend

from . import surrogate_keys


class LivePageLinkHandler(PageLinkHandler):
    """Links to pages. One query finds them all, and a page that is not live gets no link."""

    @classmethod
    def get_many(cls, attrs_list):
        # The row of the page has its address; Wagtail would load each page's type as well.
        linked = {int(attrs["id"]) for attrs in attrs_list if str(attrs.get("id", "")).isdecimal()}
        depend(*map(surrogate_keys.page, linked))  # one that is not live now may be later
        pages = Page.objects.live().in_bulk(linked)
        return [pages.get(int(attrs.get("id") or 0)) for attrs in attrs_list]
