"""Trying the lists before they are saved: on a sample, and on what readers wrote last."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.text import Truncator
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.contrib.settings.views import get_setting_edit_handler
from wagtail.models import Site

from .. import limits, markup, permissions
from ..intake import posting
from ..models import Commenter, Confirm, DiscussionSettings, Effect, ReaderComment, Status
from ..numbers import parse_id
from ..rules import NAMES, Submission, content, judge, people, status_for
from .settings import may_change

LAST = 1000
#: Published comments that are named; the others are counted.
MOST_NAMED = 10
GONE = (Status.SPAM, Status.REMOVED)


class SampleForm(forms.Form):
    """A comment that nobody wrote."""

    words = forms.CharField(required=False, max_length=10_000)
    name = forms.CharField(required=False, max_length=300)
    email = forms.EmailField(required=False)
    ip = forms.GenericIPAddressField(required=False)

    def __init__(self, data):
        super().__init__(data, prefix="try")
        for name, label in (
            ("words", "Text"),
            ("name", "Name"),
            ("email", "Email"),
            ("ip", "Network address"),
        ):
            self.fields[name].label = label

    def submission(self, settings: DiscussionSettings) -> Submission:
        sample = self.cleaned_data
        return Submission(
            markup.normalise(sample["words"]),
            settings,
            name=markup.one_line(sample["name"]),
            email=sample["email"],
            network=limits.network(sample["ip"]),
            ip=sample["ip"] or None,
            commenter=Commenter.objects.filter(email=sample["email"].lower()).first(),
            policy=settings.policy,
        )


@require_POST
def try_lists(request):
    """What the settings in the form would do, unsaved as they are."""
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
    context = {"last": _last(request.user, settings)}
    if any(sample.cleaned_data.values()):
        context["sample"] = _sample(sample.submission(settings))
    return render(request, "comments/desk/_tried.html", context)


def _sample(submission: Submission) -> dict:
    """What would become of it, and why."""
    try:
        posting.refuse_outsiders(submission)
    except posting.Refused as refusal:
        return {"refused": str(refusal)}
    verdicts = judge(submission)
    status = status_for(verdicts)
    proven = submission.commenter is not None and submission.commenter.confirmed_at
    asked = submission.settings.confirm == Confirm.ALWAYS or (
        submission.settings.confirm == Confirm.FIRST and not proven
    )
    return {
        "outcome": {Status.SPAM: "Spam", Status.HELD: "Held"}.get(status, "Published at once"),
        "is_caught": status != Status.PUBLISHED,
        "asked": asked and status != Status.SPAM,
        "reasons": [
            (NAMES[found.rule], found.message, Effect(found.effect).label) for found in verdicts
        ],
    }


def _last(user, settings: DiscussionSettings) -> dict:
    """What the lists would have caught of what readers wrote last."""
    wrote = ReaderComment.objects.filter(withdrawn=False, user=None).order_by("-pk")
    wrote = wrote.only("comment", "user_name", "user_email", "user_url", "ip_address", "status")
    looked_at, caught = 0, []
    for comment in wrote[:LAST]:
        looked_at += 1
        submission = Submission(
            comment.comment,
            settings,
            name=comment.user_name,
            email=comment.user_email,
            website=comment.user_url,
            ip=comment.ip_address,
        )
        reasons = [
            found.message for rule in (people, content) if (found := rule.listed(submission))
        ]
        if reasons:
            caught.append((comment, reasons))
    published = [found for found in caught if found[0].status == Status.PUBLISHED]
    named = published[:MOST_NAMED]
    theirs = permissions.moderated_by(user).filter(pk__in=[comment.pk for comment, _ in named])
    linked = set(theirs.values_list("pk", flat=True))
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
