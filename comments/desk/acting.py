"""What a moderator does: a decision, its reason, and taking it back. Each is a POST."""

from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import user_passes_test
from wagtail.admin.utils import get_valid_next_url_from_request

from .. import limits, permissions
from ..models import Action, Decision, DecisionReason, ReaderComment, Standing, Status
from ..moderation import deciding, rows
from ..numbers import parse_id

DONE = {
    Action.APPROVE: "Approved",
    Action.TRUST: "Approved; its author is trusted from now on",
    Action.SPAM: "Marked as spam",
    Action.REMOVE: "Removed",
    Action.HOLD: "Held",
    Action.KEEP: "Kept; further reports will not bring it up again",
    Action.EDIT: "Changed; readers see that a moderator edited it",
    Action.REPLY: "Your reply is published",
    Action.CLOSE: "The thread is closed",
    Action.OPEN: "The thread is open again",
    Action.BAN: "Marked as spam; its author is banned",
    Action.BAN_NETWORK: "Marked as spam; its network is banned for 30 days",
    Action.STANDING: "The commenter’s standing was changed",
    Action.UNDO: "Undone",
}
#: What can be done with a comment.
POSSIBLE = set(Action) - {Action.UNDO, Action.STANDING}


def in_words(decision: Decision, viewer) -> str:
    """What was done, and by whom if it was somebody else."""
    if decision.conflict:
        return "Somebody else was faster; nothing was changed"
    words = DONE[decision.action]
    if decision.action == Action.UNDO:
        if decision.comment is None:
            words = f"Undone: the commenter is {Standing(decision.to_status).label.lower()} now"
        else:
            name = decision.comment.user_name or "the comment"
            words = f"Undone: {name} is {Status(decision.to_status).label.lower()} now"
    return words if decision.moderator_id == viewer.pk else f"{words} by {decision.moderator_name}"


def _answer(request, decision: Decision):
    """The new state, for the script; without one, the page that was left."""
    words = in_words(decision, request.user)
    if decision.comment_id is None:
        if request.headers.get("X-Requested-With") == "fetch":
            return JsonResponse({"id": None, "decision": decision.pk, "message": words})
        messages.success(request, f"{words}.")
        return redirect(_back(request, None))
    comment = ReaderComment.objects.get(pk=decision.comment_id)
    if decision.conflict:
        other = comment.decisions.exclude(conflict=True).exclude(pk=decision.pk).first()
        words = f"It is {comment.get_status_display().lower()} by now; nothing was changed"
        if other and other.action != Action.UNDO:
            when = "before" if other.moderator_id == request.user.pk else "in the meantime"
            words = f"{in_words(other, request.user)} {when}; nothing was changed"
    if request.headers.get("X-Requested-With") != "fetch":
        (messages.warning if decision.conflict else messages.success)(request, f"{words}.")
        return redirect(_back(request, decision.comment_id))
    return JsonResponse(
        {
            "id": comment.pk,
            "status": comment.status,
            "version": comment.version,
            "decision": decision.pk,
            "action": decision.action,
            "conflict": decision.conflict,
            "message": words,
        },
        status=409 if decision.conflict else 200,
    )


def _refuse(request, words: str, comment_id: int | None = None):
    if request.headers.get("X-Requested-With") != "fetch":
        messages.error(request, words)
        return redirect(_back(request, comment_id))
    return JsonResponse({"message": words}, status=422)


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
        return _refuse(request, "There is no such action.", comment_id)
    try:
        if data["action"] == Action.BAN_NETWORK:
            _spare_own_network(request, comment_id)
        decision = deciding.decide(
            request.user,
            comment_id,
            data["action"],
            version=parse_id(data.get("version")),
            reason=data.get("reason", ""),
            note_to_author=data.get("note_to_author", ""),
            words=data.get("words", ""),
        )
    except deciding.Impossible as refusal:
        return _refuse(request, str(refusal), comment_id)
    return _answer(request, decision)


def _spare_own_network(request, comment_id: int) -> None:
    """Nobody bans the network that they sit in by a slip of a key."""
    own = limits.network(request.META.get("REMOTE_ADDR"))
    if own and ReaderComment.objects.filter(pk=comment_id, network=own).exists():
        raise deciding.Impossible("This is your own network: you would ban yourself as a reader.")


@never_cache
@require_POST
@user_passes_test(permissions.moderates)
def explain(request, decision_id: int):
    """The reason of a decision, picked from the list or typed."""
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
    """Takes back one decision, or without a number the last of one's own."""
    wanted = parse_id(request.POST.get("decision"))
    try:
        if wanted is None:
            decision = deciding.undo_last(request.user)
        else:
            decision = deciding.undo(request.user, wanted)
    except deciding.Impossible as refusal:
        return _refuse(request, str(refusal))
    return _answer(request, decision)


@never_cache
@require_safe
@user_passes_test(permissions.moderates)
def row(request, comment_id: int):
    """A comment’s row as it is now."""
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
