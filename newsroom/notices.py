"""What the editor says at its top about the review of a page."""

from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import WorkflowState

from comments.permissions import name_of


def asked_for(state, page) -> str:
    """What the reviewer wants changed, and how the page is submitted again."""
    last = state.current_task_state
    values = {"name": name_of(last.finished_by) if last.finished_by else "", "said": last.comment}
    if not last.finished_by:
        sentence = _("Changes are asked for.")
    elif last.comment:
        sentence = _("%(name)s asks for changes: “%(said)s”") % values
    else:
        sentence = _("%(name)s asks for changes.") % values
    notes = page.wagtail_admin_comments.filter(resolved_at=None).exists()
    where = _("The speech bubble at the top shows notes in the text.") if notes else ""
    how = _("When it is done, choose “Resubmit” in the menu of “Save draft”.")
    return " ".join(part for part in (sentence, where, how) if part)


def waits(state) -> str:
    """For a reviewer: who waits, and what to choose."""
    values = {"name": name_of(state.requested_by) if state.requested_by else ""}
    sentence = (
        _("%(name)s waits for a review.") % values
        if state.requested_by
        else _("This waits for a review.")
    )
    how = _("Choose “Approve” or “Request changes” in the menu of “Save draft”.")
    return f"{sentence} {how}"


@hooks.register("before_edit_page")
def tell_of_the_review(request, page):
    state = page.current_workflow_state if request.method == "GET" else None
    if state is None:
        return
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        messages.warning(request, asked_for(state, page))
    elif page.current_workflow_task.get_actions(page, request.user):
        messages.info(request, waits(state))
