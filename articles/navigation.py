"""The topics of the site, and the breadcrumbs of a page."""

from django.conf import settings
from django.db.models import Q
from wagtail.models import Page, Site, get_page_models

from .models import ArticlePage, TopicPage
from .querysets import PublishedQuerySet


def shelf(request) -> list[Page]:
    """The published topics, and the other pages right below the front page.

    They come in the editors' order. One query a request loads them, though header, breadcrumbs and
    footer all ask. It names the types of page so that the database need not read all articles.
    """
    if not hasattr(request, "_shelf"):
        site = Site.find_for_request(request)
        request._shelf = (
            [
                getattr(page, "topicpage", page)
                for page in PublishedQuerySet(Page)
                .published()
                .descendant_of(site.root_page)
                .exact_type(*(kind for kind in get_page_models() if kind is not ArticlePage))
                .filter(Q(topicpage__isnull=False) | Q(depth=site.root_page.depth + 1))
                .select_related("topicpage")
                .order_by("path")
            ]
            if site
            else []
        )
    return request._shelf


def topics(request) -> list:
    """All published topics and sub-topics."""
    return [page for page in shelf(request) if isinstance(page, TopicPage)]


def main_topics(request) -> list:
    """The topics of the first level that editors show in the menu."""
    site = Site.find_for_request(request)
    return [
        topic
        for topic in topics(request)
        if topic.show_in_menus and topic.depth == site.root_page.depth + 1
    ]


def subtopics(request, page: Page) -> list:
    """The published topics right below ``page``. They are loaded already, so this costs no query."""
    return [
        topic
        for topic in topics(request)
        if topic.path.startswith(page.path) and topic.depth == page.depth + 1
    ]


def breadcrumbs(request, page: Page) -> list[Page]:
    """The home page and the published topics above ``page``.

    The topics are loaded already, so an ordinary page costs no query.
    """
    site = Site.find_for_request(request)
    if site is None or page.pk == site.root_page_id:
        return []
    above = [topic for topic in topics(request) if page.path.startswith(topic.path)]
    return [site.root_page, *(topic for topic in above if topic.pk != page.pk)]


def absolute_url(request, address: str) -> str:
    """An address with scheme and host: the operator's ``SITE_URL``, else the request's."""
    if address.startswith(("http://", "https://")):
        return address
    if settings.SITE_URL:
        return settings.SITE_URL + address
    return request.build_absolute_uri(address) if request else address
