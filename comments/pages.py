"""Which pages take comments: the seam between discussions and the pages they are about."""

from django.http import Http404
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction, Site

from articles.models import ArticlePage

from .models import Discussion, DiscussionSettings, WhoCanComment

#: The page types that show discussions. A check looks that their templates do.
COMMENTABLE: list[type[Page]] = [ArticlePage]


def find(page_id: int) -> Page:
    """A published page for everybody that takes comments, or Http404."""
    page = Page.objects.live().filter(pk=page_id).specific().first()
    if page is None or not isinstance(page, tuple(COMMENTABLE)) or _is_private(page):
        raise Http404(_("This page takes no comments."))
    return page


def _is_private(page: Page) -> bool:
    paths = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    return PageViewRestriction.objects.filter(page__path__in=paths).exists()


def discussion_of(page: Page) -> Discussion:
    """The page's discussion, unsaved while nobody has said anything."""
    found = Discussion.objects.filter(page_id=page.pk).first() or Discussion(page_id=page.pk)
    found.page = page
    return found


def settings_for(request) -> DiscussionSettings:
    site = Site.find_for_request(request)
    return DiscussionSettings.for_site(site) if site else DiscussionSettings()


def takes_replies(discussion: Discussion, rules: DiscussionSettings) -> bool:
    """Whether readers are offered to write: a page is the same for all who read it."""
    return discussion.is_open(rules) and rules.who_can_comment != WhoCanComment.STAFF
