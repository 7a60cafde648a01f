"""The site maps for search engines, a few hundred addresses to a file.

Django and Wagtail load every page of the site to say when the newest of them changed, and all fields
of each page to say its address.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page

from articles.models import ArticleAuthor, ArticlePage, Author
from articles.navigation import absolute_url
from articles.querysets import PublishedQuerySet
from articles.surrogate_keys import ARTICLES, AUTHORS
from page_cache.collecting import depend, expire

#: Few enough that a file costs no more than a page, many enough that 10,000 pages have 40 files.
PER_FILE = 250


class Entry(NamedTuple):
    """A row of a site map."""

    path: str
    lastmod: datetime | None


class _RowsSitemap(Sitemap):
    """Site maps made from few columns. (Wagtail's views hand the request to its own kind alone.)"""

    limit = PER_FILE

    def entries(self, rows: QuerySet) -> list[Entry]:
        """The rows of one file, with their dates."""
        raise NotImplementedError

    def get_latest_lastmod(self) -> datetime | None:
        raise NotImplementedError

    def _urls(self, page, protocol, domain):
        entries = self.entries(self.paginator.page(page).object_list)
        self.latest_lastmod = max(filter(None, (entry.lastmod for entry in entries)), default=None)
        return [
            {"location": absolute_url(self.request, entry.path), "lastmod": entry.lastmod}
            for entry in entries
        ]


class AuthorSitemap(_RowsSitemap):
    """The authors' pages. The newest change of an author's articles dates the page."""

    def items(self):
        depend(ARTICLES, AUTHORS)
        expire(ArticlePage.objects.published().next_expiry())
        return Author.objects.order_by("pk").values_list("pk", "slug")

    def _written(self) -> QuerySet:
        return ArticleAuthor.objects.filter(page__in=ArticlePage.objects.published())

    def entries(self, rows):
        authors = dict(rows)
        # Of all authors: asked for those of one file, SQLite takes ten times as long.
        written = self._written().order_by().values("author")
        dated = written.annotate(latest=Max("page__last_published_at"))
        latest = dict(dated.values_list("author", "latest"))
        return [
            Entry(reverse("author", args=[slug]), latest.get(pk)) for pk, slug in authors.items()
        ]

    def get_latest_lastmod(self):
        return self._written().aggregate(latest=Max("page__last_published_at"))["latest"]


class PageSitemap(_RowsSitemap):
    """All pages that any reader may see, in the order of the tree."""

    def items(self):
        depend(ARTICLES)
        self.root = self.get_wagtail_site().root_page
        pages = PublishedQuerySet(Page).published().descendant_of(self.root, inclusive=True)
        expire(pages.next_expiry())
        changed = Coalesce("last_published_at", "latest_revision_created_at")
        return pages.annotate(changed=changed).order_by("path").values_list("url_path", "changed")

    def entries(self, rows):
        below = self.root.url_path
        return [
            Entry(escape_uri_path("/" + url_path.removeprefix(below)), changed)
            for url_path, changed in rows
        ]

    def get_latest_lastmod(self):
        return self.items().order_by().aggregate(latest=Max("changed"))["latest"]


SITEMAPS = {"pages": PageSitemap, "authors": AuthorSitemap}
