"""Moderation below the article. A script fetches it, so that pages are the same for everybody."""

from django.http import HttpResponseForbidden
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import cookies, pages, permissions
from ..models import Status
from ..moderation import rows
from ..numbers import parse_id

#: The actions without leaving the page; the others are a link away.
IN_PLACE = {"approve", "keep", "spam", "remove", "hold"}
OF_A_THREAD = {"close", "open"}
#: Enough for a page: the settings allow up to fifty threads, shown with four replies each.
MOST = 300


@never_cache
@require_safe
def moderate(request, page_id):
    """The controls for the requested comments of a page, and the number of held ones."""
    if not permissions.moderates(request.user):
        response = HttpResponseForbidden(_("There is nothing here for you to moderate."))
        cookies.forget_moderator(response)
        return response
    page = pages.find(page_id)
    rules = pages.settings_for(request)
    mine = permissions.moderated_by(request.user).of(page)
    wanted = mine.filter(pk__in=_numbers(request.GET.get("ids", "")), withdrawn=False)
    comments = rows.prepare(list(rows.load(wanted).in_reading_order()), request.user)
    everywhere = permissions.moderates_all(request.user)
    for comment in comments:
        wanted = IN_PLACE if comment.level else IN_PLACE | OF_A_THREAD
        possible = wanted & rows.possible_with(comment, everywhere)
        comment.controls = [button for button in rows.BUTTONS if button[0] in possible]
    context = {
        "page": page,
        "rules": rules,
        "open": pages.takes_replies(pages.discussion_of(page), rules),
        "comments": comments,
        "fresh": "fresh" in request.GET,
        "held": mine.filter(status=Status.HELD).count(),
    }
    response = render(request, "comments/_moderate.html", context)
    cookies.mark_moderator(request, response)
    return response


def _numbers(ids: str) -> list[int]:
    return [number for part in ids.split(",")[:MOST] if (number := parse_id(part)) is not None]
