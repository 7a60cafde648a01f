"""Finds the page for an address in one query, where Wagtail walks down level by level."""

from wagtail import views
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from . import navigation
from .models import ArticlePage


def serve(request, path):
    """Wagtail's own view, handed the page where an article or a topic has the whole address.

    Whatever else the address may be (a draft, a private page, another type), Wagtail finds out.
    """
    page = find(request, path)
    if page is not None:
        # Where Page.route_for_request keeps what it found.
        request._wagtail_route_for_request = RouteResult(page)
    return views.serve(request, path)


def find(request, path: str):
    """The published article or topic at an address below the site's root, or None."""
    site = Site.find_for_request(request)
    if site is None or not path:
        return None
    url_path = site.root_page.url_path + path
    # The address tells the page; the slug alone has an index.
    slug = path.rstrip("/").rpartition("/")[2]
    page = (
        ArticlePage.objects.published()
        .filter(slug=slug, url_path=url_path)
        .select_related("lead_image", "reviewer")
        .first()
    ) or next((topic for topic in navigation.topics(request) if topic.url_path == url_path), None)
    if page is not None:
        page.known_public = not page.alias_of_id
    return page
