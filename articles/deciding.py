"""Says what a reviewer's decision did. Wagtail says of each that the page “has been updated”."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page
from wagtail.utils.timestamps import render_timestamp

from .article_form import REJECT

#: The answer of a reviewer who has no objection.
APPROVE = "approve"


def tell(request: HttpRequest, page: Page, action: str) -> None:
    """Tells the reviewer what came of the decision about a page."""
    page = Page.objects.get(pk=page.pk).specific
    buttons = []
    if action == APPROVE and page.live and not page.workflow_in_progress and page.url:
        buttons.append(messages.button(page.url, _("View live"), new_window=False))
    messages.success(request, _said(page, action), buttons=buttons)


def _said(page: Page, action: str) -> str:
    words = {"title": page.get_admin_display_title()}
    if action == REJECT:
        return (
            _("You asked for changes in “%(title)s”. The person who submitted it is told.") % words
        )
    if page.workflow_in_progress:
        words["step"] = page.current_workflow_task.name
        return _("You approved “%(title)s”. The next step is “%(step)s”.") % words
    if (version := page.scheduled_revision) and version.approved_go_live_at:
        words["time"] = render_timestamp(version.approved_go_live_at)
        return _("You approved “%(title)s”. It goes live at %(time)s.") % words
    if page.live:
        return _("You approved “%(title)s”. It is published.") % words
    return _("You approved “%(title)s”.") % words


def use() -> None:
    """Has Wagtail's editor, which offers no other way, say it."""
    of_wagtail = EditView.add_save_confirmation_message

    def add_save_confirmation_message(self):
        action = "action-workflow-action" in self.request.POST and self.workflow_action
        if action in (APPROVE, REJECT):
            tell(self.request, self.page, action)
        else:
            of_wagtail(self)

    EditView.add_save_confirmation_message = add_save_confirmation_message
