"""Turns the links inside running text into addresses."""

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class LivePageLinkHandler(PageLinkHandler):
    """Links to pages. One query finds them all, and a page that is not live gets no link."""

    @classmethod
    def get_many(cls, attrs_list):
        # The row of the page has its address; Wagtail would load each page's type as well.
        pages = Page.objects.live().in_bulk(
            {int(attrs["id"]) for attrs in attrs_list if str(attrs.get("id", "")).isdecimal()}
        )
        return [pages.get(int(attrs.get("id") or 0)) for attrs in attrs_list]
