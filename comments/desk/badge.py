"""How many comments wait, wherever a moderator is in the admin: in the menu and on the dashboard."""

from django.http import JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.auth import user_passes_test
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem

from .. import cookies, pages, permissions, rules
from ..moderation import backlog, raid
from . import learning

LABEL = gettext_lazy("Comments")
#: The dashboard shows this many of the held comments.
NEWEST = 5


def attributes(number: int) -> dict[str, str]:
    """How the menu item says that so many wait. ``badge.js`` keeps these attributes current."""
    if not number:
        return {}
    shown = backlog.shown(number)
    spoken = ngettext("%(label)s, %(shown)s held", "%(label)s, %(shown)s held", number)
    return {"data-waiting": shown, "aria-label": spoken % {"label": LABEL, "shown": shown}}


class CommentsMenuItem(MenuItem):
    """The way to the queue. Its attributes tell ``badge.js`` where to ask for the number."""

    def is_shown(self, request):
        return permissions.moderates(request.user)

    def render_component(self, request):
        attrs = {"data-comments-badge": reverse("comments_badge")}
        attrs |= attributes(backlog.held_number(request))
        return LinkMenuItem(self.name, self.label, self.url, icon_name=self.icon_name, attrs=attrs)


class WaitingPanel(Component):
    """The newest held comments, on the dashboard."""

    name = "comments_waiting"
    template_name = "comments/desk/_waiting_panel.html"
    order = 120

    def __init__(self, request):
        self.request, self.user = request, request.user

    def get_context_data(self, parent_context):
        waiting = backlog.waiting(self.user, backlog.held_number(self.request))
        comments = backlog.newest(backlog.held_for(self.user), NEWEST)
        for comment in comments:
            comment.reason = rules.reasons(comment, permissions.moderates_all(self.user))
        settings = pages.settings_for(self.request)
        return waiting | {
            "raid": raid.state(self.request, settings),
            "notice": learning.notice(self.request, settings),
            "shown": backlog.shown(waiting["waiting"]),
            "shown_reported": backlog.shown(waiting["reported"]),
            "comments": comments,
        }


class WaitingSummaryItem(SummaryItem):
    """The number alone, beside those of pages and images."""

    order = 400
    template_name = "comments/desk/_waiting_summary.html"

    def is_shown(self):
        return permissions.moderates(self.request.user)

    def get_context_data(self, parent_context):
        number = backlog.held_number(self.request)
        return {"number": number, "shown": backlog.shown(number)}


@never_cache
@require_safe
@user_passes_test(permissions.moderates)
def badge(request):
    """How many wait. Every open page of the admin asks for it again and again: one query."""
    response = JsonResponse({"badge": attributes(backlog.held_number(request))})
    cookies.mark_moderator(request, response)
    return response


@hooks.register("register_admin_menu_item")
def menu_item():
    return CommentsMenuItem(
        LABEL,
        reverse("comments_queue"),
        name="comments-queue",
        icon_name="comment",
        order=255,
    )


@hooks.register("construct_homepage_panels")
def add_panel(request, panels):
    if permissions.moderates(request.user):
        panels.append(WaitingPanel(request))


@hooks.register("construct_homepage_summary_items")
def add_summary(request, items):
    items.append(WaitingSummaryItem(request))


@hooks.register("insert_global_admin_js")
def script():
    return format_html('<script type="module" src="{}"></script>', static("js/badge.js"))


@hooks.register("insert_global_admin_css")
def style():
    return format_html('<link rel="stylesheet" href="{}">', static("css/badge.css"))


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/badge/", badge, name="comments_badge")]
