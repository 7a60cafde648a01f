"""Tells editors when no worker runs: what they schedule and send then stands still."""

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.components import Component

from . import heartbeat, policy_reports, status  # noqa: F401 (they register hooks)


def silence() -> str:
    """Says since when no worker has run, and what waits for it; nothing while one does."""
    sign = heartbeat.last()
    if not heartbeat.is_silent(sign):
        return ""
    what = _(
        "Scheduled publishing, emails, background jobs and new sizes of pictures wait until it does. "
        "Please tell those who run the site."
    )
    if sign is None or sign > timezone.now():
        return f"{_('The background worker is not running.')} {what}"
    since = _("The background worker has not run for %(time)s.") % {"time": timesince(sign)}
    return f"{since} {what}"


class SilentWorker(Component):
    """The notice at the top of the dashboard."""

    name = "silent_worker"
    order = 10
    template_name = "operations/silent_worker.html"

    def __init__(self, words: str):
        self.words = words

    def get_context_data(self, parent_context):
        return {"words": self.words}


@hooks.register("construct_homepage_panels")
def tell_on_the_dashboard(request, panels):
    if words := silence():
        panels.append(SilentWorker(words))


@hooks.register("before_create_page")
@hooks.register("before_edit_page")
def tell_in_the_editor(request, *args):
    if request.method == "GET" and (words := silence()):
        messages.warning(request, words)
