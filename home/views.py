"""The addresses for machines, and the page for addresses where nothing is."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import ArticlePage
from articles.navigation import absolute_url
from articles.surrogate_keys import ARTICLES
from page_cache.collecting import depend

from .models import SiteSettings


def publisher(request) -> tuple[str, str]:
    """The name and the tagline of the site, for its feeds."""
    site = SiteSettings.for_request(request)
    return site.publisher_name, site.tagline


@require_safe
def robots(request):
    """Lets crawlers read everything except the admin and the results of searches."""
    # An address of the operator's own is nobody else's business.
    admin = "" if settings.ADMIN_PATH != "admin" else reverse("wagtailadmin_home")
    lines = [
        "User-agent: *",  # not translated: for crawlers
        *([f"Disallow: {admin}"] if admin else []),  # not translated: for crawlers
        f"Disallow: {reverse('search')}",  # not translated: for crawlers
        "",
        f"Sitemap: {absolute_url(request, reverse('sitemap'))}",  # not translated: for crawlers
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


#: The text has to be looked at once a year. This one is made by those who can be reached.
SECURITY_DAYS = 180


@require_safe
@cache_control(public=True, max_age=86400)
def security(request):
    """Where holes are reported (RFC 9116): the operator's address, or else the publisher's."""
    contact = settings.SECURITY_CONTACT or SiteSettings.for_request(request).email
    if not contact:
        raise Http404
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    ends = timezone.now().replace(hour=0, minute=0, second=0) + timedelta(days=SECURITY_DAYS)
    lines = [
        f"Contact: {contact}",  # not translated: for programs
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",  # not translated: for programs
        f"Canonical: {absolute_url(request, reverse('security'))}",  # not translated: for programs
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request):
    """The web manifest: name, colours and icons for a phone's home screen."""
    site = SiteSettings.for_request(request)
    icons = [("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"),
             ("icon-maskable-512.png", "512x512", "maskable")]  # fmt: skip
    return JsonResponse(
        {
            "name": site.publisher_name,
            "short_name": site.publisher_name[:12],
            "description": site.tagline,
            "start_url": "/",
            "display": "minimal-ui",
            "background_color": "#fcfbf8",
            "theme_color": "#fcfbf8",
            "icons": [
                {
                    "src": static(f"img/{name}"),
                    "sizes": sizes,
                    "type": "image/png",
                    "purpose": purpose,
                }
                for name, sizes, purpose in icons
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
def favicon(request):
    """Redirects browsers that ask for the icon at the root."""
    return HttpResponsePermanentRedirect(static("img/favicon.ico"))


def not_found(request, exception=None):
    """Helps the reader to find the right page, by the search and the newest articles."""
    guess = request.path.rstrip("/").rsplit("/", 1)[-1].replace("-", " ")[:80]
    depend(ARTICLES)
    newest = ArticlePage.objects.published().newest().defer_streamfields()[:5]
    return render(
        request, "404.html", {"wanted": guess, "newest": newest, "own_search": True}, status=404
    )
