"""Finds the page for an address in one query, while Wagtail walks down level by level."""

from django.views.decorators.csrf import csrf_exempt
from wagtail import views
from wagtail.models import Site
from wagtail.url_routing import RouteResult

from page_cache.parts import kept_everywhere

from . import navigation
from .models import ArticlePage


# A page answers reading requests only, and says so to all others.
@csrf_exempt
def serve(request, path):
    """Wagtail's own view. It gets the page if an article or a topic has exactly this address.

    Wagtail itself finds every other page: a draft, a private page, another type.
    """
    if site := kept_everywhere("site", lambda: Site.find_for_request(request)):
        # Site.find_for_request keeps what it found here.
        request._wagtail_site = site
    page = find(request, path)
    if page is not None:
        # Page.route_for_request keeps the page that it found here.
        request._wagtail_route_for_request = RouteResult(page)
    return views.serve(request, path)


def find(request, path: str):
    """The published article or topic at an address below the site's root, or None."""
    site = Site.find_for_request(request)
    if site is None or not path:
        return None
    url_path = site.root_page.url_path + path
    # The address identifies the page, but only the slug has an index.
    slug = path.rstrip("/").rpartition("/")[2]
    page = (
        ArticlePage.objects.published()
        .filter(slug=slug, url_path=url_path)
        .select_related("lead_image", "reviewer")
        .first()
    ) or next((topic for topic in navigation.topics(request) if topic.url_path == url_path), None)
    if page is not None:
        page.known_public = True
    return page
