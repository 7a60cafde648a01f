"""How many comments wait, wherever a moderator is in the admin: in the menu and on the dashboard."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem

from .. import devices, permissions
from . import counts, raid

#: Of the held comments, so many stand on the dashboard.
NEWEST = 5


class CommentsMenuItem(MenuItem):
    """The way to the queue. Its attributes tell ``badge.js`` where to ask for the number."""

    def is_shown(self, request):
        return permissions.moderates(request.user)

    def render_component(self, request):
        number = counts.held_number(request)
        attrs = {"data-comments-badge": reverse("comments_badge")}
        if number:
            shown = counts.shown(number)
            attrs |= {"data-waiting": shown, "aria-label": f"{self.label}, {shown} waiting"}
        return LinkMenuItem(self.name, self.label, self.url, icon_name=self.icon_name, attrs=attrs)


class WaitingPanel(Component):
    """The newest held comments, on the dashboard."""

    name = "comments_waiting"
    template_name = "comments/desk/_waiting_panel.html"
    order = 120

    def __init__(self, request):
        self.request, self.user = request, request.user

    def get_context_data(self, parent_context):
        waiting = counts.waiting(self.user)
        return waiting | {
            "raid": raid.state(self.request),
            "shown": counts.shown(waiting["waiting"]),
            "shown_reported": counts.shown(waiting["reported"]),
            "comments": counts.newest(counts.held_for(self.user), NEWEST),
        }


class WaitingSummaryItem(SummaryItem):
    """The number alone, beside those of pages and images."""

    order = 400
    template_name = "comments/desk/_waiting_summary.html"

    def is_shown(self):
        return permissions.moderates(self.request.user)

    def get_context_data(self, parent_context):
        number = counts.held_number(self.request)
        return {"number": number, "shown": counts.shown(number)}


@never_cache
@require_safe
def badge(request):
    """How many wait. Every open page of the admin asks for it again and again: one query."""
    if not permissions.moderates(request.user):
        raise PermissionDenied
    response = JsonResponse({"waiting": counts.held_number(request)})
    devices.mark_moderator(request, response)
    return response


@hooks.register("register_admin_menu_item")
def menu_item():
    return CommentsMenuItem(
        "Comments",
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
    return format_html('<script src="{}" defer></script>', static("js/badge.js"))


@hooks.register("insert_global_admin_css")
def style():
    return format_html('<link rel="stylesheet" href="{}">', static("css/badge.css"))


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/badge/", badge, name="comments_badge")]
