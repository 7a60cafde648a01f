"""RSS and Atom feeds with the full text: of the whole site, and of each topic."""

from contextlib import suppress
from datetime import datetime, time
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.contrib.syndication.views import Feed
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from page_cache.collecting import depend
from page_cache.parts import kept_for

from . import display
from .characters import PrintableXml
from .models import ArticlePage, TopicPage
from .navigation import absolute_url
from .querysets import PublishedQuerySet
from .surrogate_keys import articles_below
from .surrogate_keys import page as key_of_page

ITEMS = 15


class FullTextRss(PrintableXml, Rss201rev2Feed):
    """RSS 2.0 with the whole article in ``content:encoded``."""

    def rss_attributes(self):
        return super().rss_attributes() | {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/"
        }

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["full_text"])


class FullTextAtom(PrintableXml, Atom1Feed):
    """Atom with the whole article in ``content``."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["full_text"], {"type": "html"})


class ArticlesFeed(Feed):
    """The newest articles of the site or of a topic, as RSS."""

    feed_type = FullTextRss

    def __init__(self, name: str, tagline: str):
        self.name, self.tagline = name, tagline

    def get_object(self, request, path=""):
        self.request = request
        site = Site.find_for_request(request)
        if site is None:
            raise Http404
        if not path:
            return get_object_or_404(PublishedQuerySet(Page).published(), pk=site.root_page_id)
        topic = TopicPage.objects.published().filter(
            url_path=f"{site.root_page.url_path}{path.strip('/')}/"
        )
        if not topic:
            raise Http404
        return topic[0]

    def title(self, page):
        if isinstance(page, TopicPage):
            return _("%(site)s: %(topic)s") % {"site": self.name, "topic": page.title}
        return self.name

    def link(self, page):
        return page.get_url(self.request)

    def description(self, page):
        if isinstance(page, TopicPage):
            return page.description
        return self.tagline or page.search_description

    def feed_url(self, page):
        return absolute_url(self.request, self.request.path)

    def items(self, page):
        depend(articles_below(page.path))
        return (
            ArticlePage.objects.published()
            .descendant_of(page)
            .newest()
            .select_related("lead_image")
            .prefetch_related("article_authors__author", "tags")[:ITEMS]
        )

    def item_title(self, article):
        return article.title

    def item_link(self, article):
        return absolute_url(self.request, article.get_url(self.request))

    def item_description(self, article):
        return article.description

    def item_author_name(self, article):
        return ", ".join(author.name for author in article.authors) or None

    def item_pubdate(self, article):
        return timezone.make_aware(datetime.combine(article.published_on, time()))

    def item_updateddate(self, article):
        return article.last_published_at

    def item_categories(self, article):
        return [tag.name for tag in article.tags.all()]

    def item_guid(self, article):
        return self.item_link(article)

    def item_extra_kwargs(self, article):
        return {"full_text": full_text(article, self.request)}


class ArticlesAtomFeed(ArticlesFeed):
    """The newest articles of the site or of a topic, as Atom."""

    feed_type = FullTextAtom

    def subtitle(self, page):
        return self.description(page)

    def item_author_name(self, article):
        # Each entry must have an author (RFC 4287, 4.1.2).
        return super().item_author_name(article) or self.name


def feed(kind: type[ArticlesFeed], publisher):
    """A view of a kind of feed. ``publisher`` gives the name and the tagline of the site.

    Each request has a feed of its own, because a feed keeps its request.
    """

    @csrf_exempt
    @require_safe
    def view(request, path=""):
        return kind(*publisher(request))(request, path=path)

    return view


def full_text(article, request) -> str:
    """The article as HTML with absolute addresses, so that it can be shown on any site.

    It stays until the article changes, or something that it shows, while other articles come and go.
    """
    key = ("feed", article.pk, article.live_revision_id, absolute_url(request, "/"))
    return kept_for(key, lambda: _full_text(article, request))


def _full_text(article, request) -> str:
    # Both were loaded with the list, not for this text.
    depend(key_of_page(article.pk), f"image:{article.lead_image_id}")
    display.prepare(article)
    html = render_to_string("articles/feed_article.html", {"page": article}, request)
    soup = BeautifulSoup(html, "html.parser")
    base = absolute_url(request, article.get_url(request))
    for attribute in ("href", "src", "poster"):
        for element in soup.find_all(attrs={attribute: True}):
            # An address that nobody can read, such as "https://[", stays as it was typed.
            with suppress(ValueError):
                element[attribute] = urljoin(base, element[attribute])
    for space in soup.find_all(class_="picture-to-come"):
        space.decompose()
    for element in soup.find_all(["source", "img"]):
        # Feed readers do not choose between sizes. Every one of them shows the plain picture.
        if element.name == "source" and element.find_parent("picture"):
            element.decompose()
            continue
        for attribute in ("srcset", "sizes", "loading", "decoding"):
            element.attrs.pop(attribute, None)
    return str(soup)
