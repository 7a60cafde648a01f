"""How links inside running text become addresses."""

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class LivePageLinkHandler(PageLinkHandler):
    """Links to pages: one query for all, and no link where the page is not to be read."""

    @classmethod
    def get_many(cls, attrs_list):
        # The address stands in the page's own row; Wagtail would load each page's type as well.
        pages = Page.objects.live().in_bulk(
            {int(attrs["id"]) for attrs in attrs_list if str(attrs.get("id", "")).isdecimal()}
        )
        return [pages.get(int(attrs.get("id") or 0)) for attrs in attrs_list]
