"""Tries the lists before they are saved: on a sample, and on the latest comments of readers."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.contrib.settings.views import get_setting_edit_handler
from wagtail.models import Site

from .. import limits, markup, permissions
from ..intake import refusing
from ..models import Commenter, Confirm, DiscussionSettings, Effect, ReaderComment, Status
from ..models.status import GONE
from ..numbers import parse_id
from ..rules import NAMES, Submission, content, judge, people, status_for
from .learning import may_change

LAST = 1000
#: The answer names this many published comments, and counts the others.
MOST_NAMED = 10


class SampleForm(forms.Form):
    """A made-up comment."""

    words = forms.CharField(required=False, max_length=10_000, label=gettext_lazy("Text"))
    name = forms.CharField(required=False, max_length=300, label=gettext_lazy("Name"))
    email = forms.EmailField(required=False, label=gettext_lazy("Email"))
    ip = forms.GenericIPAddressField(required=False, label=gettext_lazy("Network address"))

    def __init__(self, data):
        super().__init__(data, prefix="try")

    def submission(self, settings: DiscussionSettings, sees_senders: bool) -> Submission:
        """The comment. Whoever may not see addresses is not told what is known of this one."""
        sample = self.cleaned_data
        known = Commenter.objects.filter(email=sample["email"].lower()) if sees_senders else []
        return Submission(
            markup.normalise(sample["words"]),
            settings,
            name=markup.one_line(sample["name"]),
            email=sample["email"],
            network=limits.network(sample["ip"]),
            ip=sample["ip"] or None,
            commenter=next(iter(known), None),
            proven=True,
            policy=settings.policy,
        )


@require_POST
def try_lists(request):
    """Answers with the effect that the settings in the form would have, without saving them."""
    site = get_object_or_404(Site, pk=parse_id(request.POST.get("try-site")))
    if not may_change(request.user, site):
        raise PermissionDenied
    settings = DiscussionSettings.for_site(site)
    form_class = get_setting_edit_handler(DiscussionSettings).get_form_class()
    form = form_class(request.POST, instance=settings, for_user=request.user)
    form.checks_key = False
    sample = SampleForm(request.POST)
    if not (form.is_valid() and sample.is_valid()):
        fields = [field for bound in (form, sample) for field in bound if field.errors]
        return render(request, "comments/desk/_tried.html", {"mistakes": fields}, status=422)
    sees_senders = permissions.moderates_all(request.user)
    context = {"last": _last(request.user, settings), "sees_senders": sees_senders}
    if any(sample.cleaned_data.values()):
        context["sample"] = _sample(sample.submission(settings, sees_senders))
    return render(request, "comments/desk/_tried.html", context)


def _sample(submission: Submission) -> dict:
    """The status that the sample would get, and the reasons."""
    try:
        refusing.refuse_outsiders(submission)
    except refusing.Refused as refusal:
        return {"refused": str(refusal)}
    verdicts = judge(submission)
    status = status_for(verdicts)
    proven = submission.commenter is not None and submission.commenter.confirmed_at
    asked = submission.settings.confirm == Confirm.ALWAYS or (
        submission.settings.confirm == Confirm.FIRST and not proven
    )
    outcomes = {Status.SPAM: _("Spam"), Status.HELD: _("Held")}
    return {
        "outcome": outcomes.get(status, _("Published at once")),
        "is_caught": status != Status.PUBLISHED,
        "asked": asked and status != Status.SPAM,
        "reasons": [
            (NAMES[verdict.rule], verdict.message, Effect(verdict.effect).label)
            for verdict in verdicts
        ],
    }


def _last(user, settings: DiscussionSettings) -> dict:
    """The latest comments of readers that the lists would have caught.

    Addresses and networks are tried for those alone who may see them: a list of one line would tell
    whose comment it is.
    """
    sees_senders = permissions.moderates_all(user)
    comments = ReaderComment.objects.filter(withdrawn=False, user=None).order_by("-pk")
    comments = comments.only(
        "comment", "user_name", "user_email", "user_url", "ip_address", "status"
    )
    looked_at, caught = 0, []
    for comment in comments[:LAST]:
        looked_at += 1
        submission = Submission(
            comment.comment,
            settings,
            name=comment.user_name,
            email=comment.user_email if sees_senders else "",
            website=comment.user_url,
            ip=comment.ip_address if sees_senders else None,
        )
        reasons = [
            verdict.message for rule in (people, content) if (verdict := rule.listed(submission))
        ]
        if reasons:
            caught.append((comment, reasons))
    published = [each for each in caught if each[0].status == Status.PUBLISHED]
    named = published[:MOST_NAMED]
    named_ids = [comment.pk for comment, _reasons in named]
    moderated = permissions.moderated_by(user).filter(pk__in=named_ids)
    linked = set(moderated.values_list("pk", flat=True))
    return {
        "looked_at": looked_at,
        "of": f"{looked_at:,}",
        "caught": len(caught),
        "gone": sum(comment.status in GONE for comment, _ in caught),
        "waiting": sum(comment.status == Status.HELD for comment, _ in caught),
        "published": len(published),
        "named": [
            (comment, Truncator(comment.comment).chars(90), reasons, comment.pk in linked)
            for comment, reasons in named
        ],
        "more": len(published) - len(named),
    }


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/try/", try_lists, name="comments_try")]
