"""Where an article is published past its form: what its checks stop stays as it is."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.workflow import WorkflowActionView

from .checks.findings import Finding, Level
from .checks.material import Material
from .checks.running import found
from .deciding import APPROVE, tell
from .models import ArticlePage, CheckSettings


def stops(page) -> list[Finding]:
    """What stops the publication of a page in this version. Other pages than articles have no checks."""
    if not isinstance(page, ArticlePage):
        return []
    levels = CheckSettings.load().levels
    return [finding for _level, finding in found(Material(page), levels, only=Level.STOP)]


def refuse(request, page, findings: list[Finding]) -> None:
    """Says what stops an article, with the way to it."""
    edit = messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Edit"))
    message = _("“%(title)s” cannot be published yet: %(problem)s")
    words = {"title": page.title, "problem": findings[0].message}
    messages.error(request, message % words, buttons=[edit])


class CheckedApproval(WorkflowActionView):
    """Wagtail's decision from a list or from the page, for which no form is sent."""

    def post(self, request, *args, **kwargs):
        if self.action_name == APPROVE:
            version = self.task_state.revision.as_object()
            if findings := stops(version):
                refuse(request, version, findings)
                edit = reverse("wagtailadmin_pages:edit", args=[version.pk])
                if request.headers.get("x-requested-with") == "XMLHttpRequest":
                    return self.render_modal_json(request, {"step": "success", "redirect": edit})
                return redirect(edit)
        answer = super().post(request, *args, **kwargs)
        self.task_state.refresh_from_db()
        if self.task_state.status != self.task_state.STATUS_IN_PROGRESS:
            tell(request, self.object, self.action_name)
        return answer


approval = require_admin_access(CheckedApproval.as_view())


@hooks.register("before_bulk_action")
def refuse_to_publish(request, action_type, objects, action):
    """Publishes none of the ticked pages, and of those below them, if a check stops one of them."""
    if action_type != "publish" or request.method != "POST":
        return None
    stopped, ticked = False, {page.pk for page in objects}
    for page in action.rows(action.targets(action.cleaned_form.cleaned_data)):
        if page.pk not in ticked and not page.permissions_for_user(request.user).can_publish():
            continue
        version = page.get_latest_revision_as_object()
        if findings := stops(version):
            refuse(request, version, findings)
            stopped = True
    return redirect(action.next_url) if stopped else None
