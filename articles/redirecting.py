"""Follows redirects to their end, so that a reader is sent on once and never in a circle."""

from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from .section_redirects import present_address


class End(NamedTuple):
    """Where an address leads in the end."""

    address: str
    is_permanent: bool


def destination(request: HttpRequest) -> End | None:
    """Where a reader is sent on who asked for an address where nothing is."""
    path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
    redirect = get_redirect(request, path)
    without_query = urlsplit(path).path
    if redirect is None and path != without_query:
        redirect = get_redirect(request, without_query)
    end = redirect and follow(request, redirect)
    return end or _followed(request, present_address(request, request.path_info))


def leads_on(request: HttpRequest, path: str, up_to: str = "") -> End | None:
    """Where an address of the site is redirected to; None if it is not, or a page is published there.

    No redirect from ``up_to`` is followed: somebody is about to change it.
    """
    if page_at(Site.find_for_request(request), path):
        return None
    redirect = get_redirect(request, path)
    end = redirect and follow(request, redirect, up_to)
    return end or _followed(request, present_address(request, path))


def follow(request: HttpRequest, redirect: Redirect, up_to: str = "") -> End | None:
    """The end of a redirect and of those that it leads to; None if that is nowhere."""
    seen, is_permanent = set(), True
    while redirect.pk not in seen:
        seen.add(redirect.pk)
        is_permanent = is_permanent and redirect.is_permanent
        page, link = redirect.redirect_page, redirect.link
        if not link:
            return None
        path = own_path(request, link)
        if (page and page.live) or path in (None, up_to):
            return End(link, is_permanent)
        if not page and page_at(Site.find_for_request(request), path):
            return End(link, is_permanent)
        found = get_redirect(request, path) or present_address(request, path)
        if isinstance(found, str):
            return End(found, is_permanent)
        if found is None:
            # An address of the site that is no page may be a fixed one, as that of the search.
            return None if page else End(link, is_permanent)
        redirect = found
    return None


def _followed(request: HttpRequest, found: Redirect | str | None) -> End | None:
    if isinstance(found, Redirect):
        return follow(request, found)
    return End(found, True) if found else None


def own_path(request: HttpRequest, link: str) -> str | None:
    """The path of an address of this site, as redirects store it; None for one elsewhere."""
    site = Site.find_for_request(request)
    roots = {request.build_absolute_uri("/"), f"{settings.SITE_URL.rstrip('/')}/"}
    roots |= {f"{site.root_url}/"} if site else set()
    is_ours = (link.startswith("/") and not link.startswith("//")) or any(
        f"{link}/".startswith(root) for root in roots if root != "/"
    )
    return Redirect.normalise_path(urlsplit(link).path) if is_ours else None


def page_at(site: Site | None, path: str) -> Page | None:
    """The published page at an address of the site."""
    if site is None or "\0" in path:
        return None
    url_path = f"{site.root_page.url_path.rstrip('/')}{path.rstrip('/')}/"
    slug = url_path.rstrip("/").rpartition("/")[2]  # it has an index, which url_path has not
    return Page.objects.live().filter(slug=slug, url_path=url_path).first()
