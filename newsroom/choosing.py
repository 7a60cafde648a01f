"""Wagtail's dialog for choosing a page opens near the page that somebody works on, and not above the site."""

import re

from django.http import HttpRequest
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.chooser import BrowseView
from wagtail.models import Page, Site

#: The page on which a dialog is open, or the one below which a new page is written.
WORKING_ON = re.compile(r"/pages/(?:(\d+)/(\w+)|add/\w+/\w+/(\d+))/")
LEAVING = {"delete", "unpublish"}


def working_on(request: HttpRequest) -> tuple[Page | None, str]:
    """The page that somebody works on, and what is done with it. The dialog is not told of it."""
    found = WORKING_ON.search(request.headers.get("Referer", ""))
    if not found:
        return None, ""
    pk, action, above = found.groups()
    return Page.objects.filter(pk=pk or above).first(), action or "add"


class NearbyPages(BrowseView):
    """Wagtail's list. Of a page that goes it is asked where its address leads: it is not among the answers."""

    def get(self, request, parent_page_id=None):
        page, action = working_on(request)
        self.goes = page if action in LEAVING else None
        if parent_page_id is None and not request.GET.get("user_perms"):
            near = page if not page or action == "add" else page.get_parent()
            parent_page_id = near.pk if near and near.depth > 1 else self._front()
        return super().get(request, parent_page_id)

    def _front(self) -> int | None:
        """The only site's front page."""
        fronts = Site.objects.values_list("root_page", flat=True)[:2]
        return fronts[0] if len(fronts) == 1 else None

    def filter_object_list(self, pages):
        pages = super().filter_object_list(pages)
        return pages.exclude(pk=self.goes.pk) if self.goes else pages


nearby_pages = require_admin_access(NearbyPages.as_view())
