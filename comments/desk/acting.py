"""A moderator's decision, its reason, and taking it back. Each is a POST."""

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import user_passes_test
from wagtail.admin.utils import get_valid_next_url_from_request

from .. import limits, permissions
from ..models import Action, BulkJob, Decision, DecisionReason, ReaderComment, Status
from ..moderation import banning, bulk, deciding, rows
from ..numbers import parse_id
from . import jobs
from .ban_forms import BanForm

DONE = {
    Action.APPROVE: gettext_lazy("Approved"),
    Action.TRUST: gettext_lazy("Approved; its author is trusted from now on"),
    Action.SPAM: gettext_lazy("Marked as spam"),
    Action.REMOVE: gettext_lazy("Removed"),
    Action.HOLD: gettext_lazy("Held"),
    Action.KEEP: gettext_lazy("Kept; further reports will not bring it up again"),
    Action.EDIT: gettext_lazy("Changed; readers see that a moderator edited it"),
    Action.REPLY: gettext_lazy("Your reply is published"),
    Action.CLOSE: gettext_lazy("The thread is closed"),
    Action.OPEN: gettext_lazy("The thread is open again"),
    Action.BAN: gettext_lazy("Marked as spam; its author is banned"),
    Action.BAN_NETWORK: gettext_lazy("Marked as spam; its network is banned"),
    Action.STANDING: gettext_lazy("The commenter’s standing was changed"),
}
#: The actions that a moderator can choose for a comment.
POSSIBLE = set(Action) - {Action.UNDO, Action.STANDING, Action.EMPTY}


BANS = (Action.BAN, Action.BAN_NETWORK)


def in_words(decision: Decision, viewer) -> str:
    """The decision as a sentence without its full stop. It names any moderator but the viewer."""
    if decision.conflict:
        return _("Somebody else was faster; nothing was changed")
    undone = decision.action == Action.UNDO
    message = _undone(decision) if undone else str(DONE[decision.action])
    if decision.moderator_id == viewer.pk:
        return message
    named = {"message": message, "moderator": decision.moderator_name}
    return _("%(message)s (by %(moderator)s)") % named


def _undone(decision: Decision) -> str:
    if decision.comment is None:
        standing = decision.commenter.standing_in_words
        return _("Undone: the commenter’s standing is now “%(standing)s”") % {"standing": standing}
    values = {"name": decision.comment.user_name, "status": Status(decision.to_status).label}
    if values["name"]:
        return _("Undone: the status of %(name)s’s comment is now “%(status)s”") % values
    return _("Undone: the comment’s status is now “%(status)s”") % values


def _conflict(decision: Decision, comment: ReaderComment, viewer) -> str:
    """Tells the moderator what happened after they had loaded the comment."""
    other = comment.decisions.exclude(conflict=True).exclude(pk=decision.pk).first()
    if other is None or other.action == Action.UNDO:
        status = comment.get_status_display()
        return _("Nothing was changed: the comment’s status is now “%(status)s”") % {
            "status": status
        }
    values = {"done": DONE[other.action], "moderator": other.moderator_name}
    if other.moderator_id == viewer.pk:
        return _("Nothing was changed, because you had decided before: %(done)s") % values
    return (
        _("Nothing was changed, because %(moderator)s decided in the meantime: %(done)s") % values
    )


def _answer(request, decision: Decision, job: BulkJob | None = None):
    """The new state, for the script; without one, the page that was left.

    ``job`` is that of a ban which took other comments along.
    """
    message = in_words(decision, request.user)
    if job:
        by_network = job.decisions.filter(action=Action.BAN_NETWORK).exists()
        values = {"banned": DONE[Action.BAN_NETWORK if by_network else Action.BAN]}
        message = _("%(banned)s; %(others)s") % (values | {"others": jobs.with_ban(job)})
    if decision.comment_id is None:
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"id": None, "decision": decision.pk, "message": message})
        messages.success(request, f"{message}.")
        return redirect(_back(request, None))
    comment = ReaderComment.objects.get(pk=decision.comment_id)
    if decision.conflict:
        message = _conflict(decision, comment, request.user)
    if request.headers.get("X-Requested-With") != "fetch":
        (messages.warning if decision.conflict else messages.success)(request, f"{message}.")
        return redirect(_back(request, decision.comment_id))
    return JsonResponse(
        {
            "id": comment.pk,
            "status": comment.status,
            "version": comment.version,
            "decision": decision.pk,
            "action": decision.action,
            "conflict": decision.conflict,
            "message": message,
            "job": job and job.pk,
        },
        status=409 if decision.conflict else 200,
    )


def _refuse(request, message: str, comment_id: int | None = None):
    if request.headers.get("X-Requested-With") != "fetch":
        messages.error(request, message)
        return redirect(_back(request, comment_id))
    return JsonResponse({"message": message}, status=422)


def _back(request, comment_id: int | None):
    following = get_valid_next_url_from_request(request)
    if following or comment_id is None:
        return following or reverse("comments_queue")
    return reverse("comments_context", args=[comment_id])


@never_cache
@require_POST
@user_passes_test(permissions.moderates)
def act(request, comment_id: int):
    """One decision on one comment."""
    data = request.POST
    if data.get("action") not in POSSIBLE:
        return _refuse(request, _("There is no such action."), comment_id)
    try:
        if data["action"] in BANS:
            return _ban(request, comment_id, data["action"])
        decision = deciding.decide(
            request.user,
            comment_id,
            data["action"],
            version=parse_id(data.get("version")),
            reason=data.get("reason", ""),
            note_to_author=data.get("note_to_author", ""),
            text=data.get("text", ""),
            name=data.get("name"),
            website=data.get("website"),
        )
    except deciding.Impossible as refusal:
        return _refuse(request, str(refusal), comment_id)
    return _answer(request, decision)


def _ban(request, comment_id: int, action: str):
    network = action == Action.BAN_NETWORK
    if network:
        _spare_own_network(request, comment_id)
    form = BanForm(request.POST, network=network)
    if not form.is_valid():
        problems = [problem for field in form.errors.values() for problem in field]
        return _refuse(request, " ".join(problems), comment_id)
    ban = banning.ban_network if network else banning.ban_author
    version = parse_id(request.POST.get("version"))
    return _answer(request, *ban(request.user, comment_id, version, form.ban()))


def _spare_own_network(request, comment_id: int) -> None:
    """Keeps a slip of a key from banning the network that the moderator uses."""
    own = limits.network(request.META.get("REMOTE_ADDR"))
    if own and ReaderComment.objects.filter(pk=comment_id, network=own).exists():
        raise deciding.Impossible(
            _("This is your own network: you would ban yourself as a reader.")
        )


@never_cache
@require_POST
@user_passes_test(permissions.moderates)
def explain(request, decision_id: int):
    """Stores the reason of a decision, picked from the list or typed."""
    picked = DecisionReason.objects.filter(pk=parse_id(request.POST.get("listed_reason"))).first()
    reason = picked.text if picked else request.POST.get("reason", "")
    note_to_author = picked.note_to_author if picked else request.POST.get("note_to_author", "")
    try:
        decision = deciding.explain(request.user, decision_id, reason, note_to_author)
    except deciding.Impossible as refusal:
        return _refuse(request, str(refusal))
    return _answer(request, decision)


@never_cache
@require_POST
@user_passes_test(permissions.moderates)
def undo(request):
    """Takes back one decision; without a number, the moderator's own last one.

    A ban is taken back with all comments that it took along.
    """
    decision_id = parse_id(request.POST.get("decision"))
    try:
        if job := _job_of_ban(request.user, parse_id(request.POST.get("job")), decision_id):
            return _answer_undone(request, banning.undo(request.user, job))
        if decision_id is None:
            decision = deciding.undo_last(request.user)
        else:
            decision = deciding.undo(request.user, decision_id)
    except deciding.Impossible as refusal:
        return _refuse(request, str(refusal))
    return _answer(request, decision)


def _job_of_ban(user, job_id: int | None, decision_id: int | None) -> BulkJob | None:
    """The job of a ban: by its own number, by that of the ban, or as the last of the moderator."""
    if job_id is None and decision_id is None:
        last = deciding.last_of(user)
        job_id = last and last.job_id
    elif job_id is None:
        made = Decision.objects.filter(bulk.BANS, pk=decision_id)
        job_id = made.values_list("job_id", flat=True).first()
    return jobs.visible_to(user).filter(pk=job_id, bans=True).first() if job_id else None


def _answer_undone(request, undoing: BulkJob):
    """The state of the comment in whose row the ban was made, if it was made in one."""
    message = jobs.undone(undoing)
    if request.headers.get("X-Requested-With") != "fetch":
        messages.success(request, f"{message}.")
        return redirect(_back(request, None))
    made = undoing.undo_of.decisions.filter(action=Action.SPAM, comment__isnull=False)
    comment = ReaderComment.objects.filter(pk__in=made.order_by().values("comment")).first()
    answer = {"id": None, "message": message}
    if comment:
        answer |= {"id": comment.pk, "status": comment.status, "version": comment.version}
    return JsonResponse(answer)


@never_cache
@require_safe
@user_passes_test(permissions.moderates)
def row(request, comment_id: int):
    """A comment’s row in its present state."""
    comment = rows.find(request.user, comment_id)
    if comment is None:
        raise Http404
    return render(request, "comments/desk/_row.html", {"comment": comment})


@hooks.register("register_admin_urls")
def addresses():
    comment = "discussion/comment/<int:comment_id>/"
    return [
        path(f"{comment}act/", act, name="comments_act"),
        path(f"{comment}row/", row, name="comments_row"),
        path("discussion/undo/", undo, name="comments_undo"),
        path("discussion/explain/<int:decision_id>/", explain, name="comments_explain"),
    ]
