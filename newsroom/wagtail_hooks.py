"""What the newsroom changes in the Wagtail admin."""

from django.core.exceptions import PermissionDenied
from wagtail import hooks

from . import (  # noqa: F401 (register their hooks)
    comparing,
    conflicts,
    dashboard,
    failing,
    guide,
    notices,
    outlines,
    publishing,
    reviews,
    sharing,
    starting,
    stored,
)
from .rights import publishes


@hooks.register("before_move_page", order=-1)
def refuse_to_show_a_foreign_move(request, page, destination):
    """Wagtail asks for the right when the page is moved, and shows everybody the question before."""
    there = destination.permissions_for_user(request.user)
    if not (page.permissions_for_user(request.user).can_move() and there.can_add_subpage()):
        raise PermissionDenied


#: Reports about the work of others, and about changes of many pages.
FOR_PUBLISHERS = (
    "workflow-tasks",
    "aging-pages",
    "page-types-usage",
    "jobs",
    "deleted_pages",
    "broken_links",
)


@hooks.register("construct_reports_menu")
def only_reports_that_are_needed(request, menu_items):
    """Contributors and moderators have nothing to look for in them."""
    if not publishes(request.user):
        menu_items[:] = [item for item in menu_items if item.name not in FOR_PUBLISHERS]
