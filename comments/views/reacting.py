"""The pages to report a comment, and to vote for one."""

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from .. import cookies, limits, pages
from ..intake import voting
from ..intake.forms import ReportForm
from ..models import ReaderComment
from ..moderation import reporting
from .render import answer, is_fragment, page_of_its_own


@never_cache
@page_of_its_own
def report(request, comment_id):
    """Takes a reader's report of a comment."""
    found = get_object_or_404(ReaderComment.objects.published(), pk=comment_id)
    page = pages.find(found.page_id)
    rules = pages.settings_for(request)
    if not rules.reports:
        return _not_taken(
            request, page, found, _("Comments cannot be reported here at the moment.")
        )
    form = ReportForm(limits.bounded(request.POST) if request.POST else None)
    sent = request.method == "POST" and form.is_valid()
    if sent:
        network = limits.network_hash(request.META.get("REMOTE_ADDR"))
        reporting.report(found, network, form.cleaned_data, rules)
    context = {"comment": found, "form": form, "sent": sent, "headline": _("Report a comment")}
    context["kept"] = found.approved_at is not None
    status = 422 if form.is_bound and not sent else 200
    return answer(request, "comments/report.html", context, page, status)


def _not_taken(request, page, comment, message: str):
    """Answers an old link to a feature that is switched off."""
    context = {"comment": comment, "message": message, "headline": _("Not at the moment")}
    return answer(request, "comments/not_taken.html", context, page, 403)


@never_cache
@page_of_its_own
def useful(request, comment_id):
    """Takes a reader's vote for a comment, or takes it back."""
    found = get_object_or_404(ReaderComment.objects.published(), pk=comment_id)
    page = pages.find(found.page_id)
    if not pages.settings_for(request).voting:
        message = _("Comments cannot be marked as useful here at the moment.")
        return _not_taken(request, page, found, message)
    browser = cookies.browser(request)
    error = notice = ""
    if request.method == "POST":
        try:
            wanted = request.POST.get("vote", "yes") == "yes"
            voting.vote(found, browser, request.META.get("REMOTE_ADDR"), wanted)
            notice = _("Your vote counts. Thank you.") if wanted else _("Your vote is taken back.")
        except voting.TooMany as refusal:
            error = str(refusal)
    found.refresh_from_db(fields=["useful"])
    context = {
        "comment": found,
        "voted": found.useful_votes.filter(browser=browser).exists(),
        "error": error,
        "said": notice,
        "headline": _("Useful?"),
    }
    if request.method == "POST" and not error and not is_fragment(request):
        response = redirect("comment", found.pk)
    else:
        template = "comments/useful.html"
        if is_fragment(request):
            template = (
                "comments/_useful_form.html" if "form" in request.GET else "comments/_useful.html"
            )
        response = answer(request, template, context, page, 429 if error else 200)
    if request.method == "POST":
        cookies.name(response, browser)
    return response
