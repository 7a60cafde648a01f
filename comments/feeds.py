"""An Atom feed for each discussion."""

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from articles.characters import PrintableXml
from articles.navigation import absolute_url
from page_cache.collecting import depend

from . import pages
from .models import ReaderComment
from .models.discussion import surrogate_key

ITEMS = 30


class PrintableAtom(PrintableXml, Atom1Feed):
    """Atom without the characters that XML forbids: imported texts are not normalised."""


class DiscussionFeed(Feed):
    """The newest comments on a page. It keeps its request, so each request has one of its own."""

    feed_type = PrintableAtom

    def get_object(self, request, page_id):
        self.request = request
        page = pages.find(page_id)
        depend(surrogate_key(page_id))
        return page

    def title(self, page):
        return _("Discussion: %(page)s") % {"page": page.title}

    def link(self, page):
        return absolute_url(self.request, page.get_url(self.request))

    def feed_url(self, page):
        return absolute_url(self.request, reverse("discussion_feed", args=[page.pk]))

    def items(self, page):
        return ReaderComment.objects.published().of(page).order_by("-posted_at")[:ITEMS]

    def item_title(self, comment):
        title = _("%(name)s replied") if comment.level else _("%(name)s commented")
        return title % {"name": comment.user_name}

    def item_description(self, comment):
        return comment.html

    def item_link(self, comment):
        return absolute_url(self.request, comment.get_absolute_url())

    def item_author_name(self, comment):
        return comment.user_name

    def item_pubdate(self, comment):
        return comment.posted_at

    def item_updateddate(self, comment):
        return comment.edited_at or comment.posted_at


def discussion(request, page_id):
    """Answers with the feed of a page's discussion."""
    return DiscussionFeed()(request, page_id=page_id)
