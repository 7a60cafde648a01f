"""The seam between discussions and pages: the pages that take comments."""

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from articles.models import ArticlePage
from articles.querysets import PublishedQuerySet
from page_cache.collecting import depend

from .models import Discussion, DiscussionSettings, WhoCanComment
from .models.discussion import surrogate_key

#: The page types that show discussions. A check compares them with the templates.
COMMENTABLE: list[type[Page]] = [ArticlePage]


def find(page_id: int) -> Page:
    """A public, published page that takes comments, or Http404."""
    page = PublishedQuerySet(Page).published().filter(pk=page_id).specific().first()
    if page is None or not isinstance(page, tuple(COMMENTABLE)):
        raise Http404(_("This page takes no comments."))
    return page


def is_public(column: str = "page_id") -> Exists:
    """The condition that any reader may see the page in this column at this moment.

    What a mail or a page about comments says of an article is said of such a page alone.
    """
    return Exists(PublishedQuerySet(Page).published().filter(pk=OuterRef(column)))


def public(page: Page) -> Page | None:
    """The page, if any reader may see it."""
    return PublishedQuerySet(Page).published().filter(pk=page.pk).first()


def discussion_of(page: Page) -> Discussion:
    """The page's discussion, unsaved until the first comment."""
    depend(surrogate_key(page.pk))
    found = Discussion.objects.filter(page_id=page.pk).first() or Discussion(page_id=page.pk)
    found.page = page
    return found


def settings_for(request) -> DiscussionSettings:
    site = Site.find_for_request(request)
    return DiscussionSettings.for_site(site) if site else DiscussionSettings()


def takes_replies(discussion: Discussion, rules: DiscussionSettings) -> bool:
    """Whether the page offers a form. It is the same page for every reader."""
    return discussion.is_open(rules) and rules.who_can_comment != WhoCanComment.STAFF
