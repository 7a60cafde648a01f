"""Warns on the dashboard that a proxy hides the readers' addresses."""

from wagtail import hooks
from wagtail.admin.ui.components import Component

from .. import permissions
from ..moderation import hidden_readers


class ProxyWarningPanel(Component):
    """Says which addresses all comments come from, what follows from it, and what to do."""

    name = "comments_proxy_warning"
    template_name = "comments/desk/_proxy_warning.html"
    order = 50

    def __init__(self, found: dict):
        self.found = found

    def get_context_data(self, parent_context):
        return self.found


@hooks.register("construct_homepage_panels")
def add_panel(request, panels):
    # Only whoever moderates everything sees addresses.
    if permissions.moderates_all(request.user):
        found = hidden_readers.found()
        if found["addresses"]:
            panels.append(ProxyWarningPanel(found))
