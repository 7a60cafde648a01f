"""The site's addresses."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps import views as sitemap_views
from wagtail.documents import urls as wagtaildocs_urls

from accounts.views import SiteSignInView
from articles import feeds, routing, stopping, topic_rights
from articles import views as articles
from home import sitemaps
from home import views as home
from newsroom import choosing, sharing
from operations import policy_reports
from search import views as search

from . import media

FEED_PATH = r"^(?P<path>(?:[-\w]+/){0,2})feed/"

urlpatterns = [
    # In front of Wagtail's own, whose name leads here.
    path(
        f"{settings.ADMIN_PATH}/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        stopping.approval,
        name="approval",
    ),
    path(
        f"{settings.ADMIN_PATH}/pages/<int:parent_page_id>/add_subpage/",
        topic_rights.kinds_to_add,
        name="kinds_to_add",
    ),
    path(f"{settings.ADMIN_PATH}/choose-page/", choosing.nearby_pages, name="choose_page"),
    path(
        f"{settings.ADMIN_PATH}/choose-page/<int:parent_page_id>/",
        choosing.nearby_pages,
        name="choose_page_below",
    ),
    path(f"{settings.ADMIN_PATH}/", include("accounts.urls")),
    path(f"{settings.ADMIN_PATH}/", include(wagtailadmin_urls)),
    path("_util/login/", SiteSignInView.as_view(), name="wagtailcore_login"),
    path("documents/", include(wagtaildocs_urls)),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="suggest"),
    path("search/clicked/", search.clicked, name="search_clicked"),
    path("search/wanted/", search.wanted, name="search_wanted"),
    path("opensearch.xml", search.opensearch, name="opensearch"),
    path("discussion/", include("comments.urls")),
    path("_draft/<str:token>/", sharing.shared_draft, name="shared_draft"),
    path("authors/", articles.authors, name="authors"),
    path("authors/<str:slug>/", articles.author, name="author"),
    path("tags/<str:slug>/", articles.tag, name="tag"),
    re_path(FEED_PATH + "atom/$", feeds.feed(feeds.ArticlesAtomFeed, home.publisher), name="atom"),
    re_path(FEED_PATH + "$", feeds.feed(feeds.ArticlesFeed, home.publisher), name="feed"),
    path("sitemap.xml", sitemap_views.index, {"sitemaps": sitemaps.SITEMAPS}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        sitemap_views.sitemap,
        {"sitemaps": sitemaps.SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("_csp/", policy_reports.receive, name="policy_report"),
    path("robots.txt", home.robots, name="robots"),
    path(".well-known/security.txt", home.security, name="security"),
    path("site.webmanifest", home.manifest, name="manifest"),
    path("favicon.ico", home.favicon),
]

# nginx asks here before it sends a video (deploy/nginx.conf).
urlpatterns.append(path("_allowed/media/<path:path>", media.allowed, name="media_allowed"))
if getattr(settings, "SERVE_MEDIA", False):
    urlpatterns.append(
        re_path(rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>.+)$", media.serve, name="media")
    )

urlpatterns += [
    # Wagtail's own addresses (of pages with a password), with our view of pages in place of Wagtail's.
    *(address for address in wagtail_urls.urlpatterns if address.name != "wagtail_serve"),
    re_path(wagtail_urls.serve_pattern, routing.serve, name="wagtail_serve"),
]

handler404 = "home.views.not_found"
handler500 = "home.failing.server_error"
