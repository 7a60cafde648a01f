"""Moderators' decisions: each is logged, and each can be undone for thirty days."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log

from . import akismet, limits, permissions, posting, text
from .models import (
    Action,
    Commenter,
    Decision,
    Discussion,
    DiscussionSettings,
    Effect,
    NetworkBan,
    Outcome,
    ReaderComment,
    Standing,
    Status,
)
from .rules.people import is_staff_address

UNDO_DAYS = 30
BAN_DAYS = 30
#: What of a network's ban a decision may change.
BAN = ("until", "effect", "made_by")
#: What these make of a comment.
BECOMES = {
    Action.APPROVE: Status.PUBLISHED,
    Action.TRUST: Status.PUBLISHED,
    Action.SPAM: Status.SPAM,
    Action.BAN: Status.SPAM,
    Action.BAN_NETWORK: Status.SPAM,
    Action.REMOVE: Status.REMOVED,
    Action.HOLD: Status.HELD,
}
#: What counts for a commenter or a network on the whole site, not for one article’s discussion.
EVERYWHERE = (Action.TRUST, Action.BAN, Action.BAN_NETWORK)
#: What of a comment a decision may change, and undoing it brings back.
KEPT = ("status", "told", "comment", "original", "reported_at", "kept_at")


class Impossible(Exception):
    """What cannot be done, with a sentence for the moderator."""


def name_of(moderator) -> str:
    return (moderator.get_full_name() or moderator.get_username())[:150]


@transaction.atomic
def decide(
    moderator,
    comment_id: int,
    action: str,
    turn: int | None = None,
    why: str = "",
    told: str = "",
    words: str = "",
    job=None,
) -> Decision:
    """Does what a moderator decided. ``turn`` is the state of the comment that they saw.

    Where somebody else was faster nothing changes: the decision is recorded as overtaken. Raises
    ``Impossible`` and ``PermissionDenied``.
    """
    comment = _locked(moderator, comment_id)
    if action in EVERYWHERE and not permissions.moderates_all(moderator):
        raise PermissionDenied("That counts on the whole site.")
    if comment.withdrawn:
        raise Impossible("Its author has withdrawn it; nothing is left to decide.")
    made = Decision(
        comment=comment,
        page_id=comment.page_id,
        commenter_id=comment.commenter_id,
        moderator=moderator,
        moderator_name=name_of(moderator),
        action=action,
        was=comment.status,
        became=comment.status,
        why=why[:300],
        job=job,
    )
    if turn is not None and turn != comment.turn:
        made.overtaken = True
        made.save()
        _log(made, moderator)
        return made
    before = {name: getattr(comment, name) for name in KEPT}
    made.details = {"before": before, "turn_before": comment.turn}
    if comment.status == Status.UNCONFIRMED and action != Action.REMOVE:
        raise Impossible("Its author has not confirmed it yet.")
    if comment.status == Status.HELD and (action in BECOMES or action == Action.REPLY):
        made.waited = max(0, int((made.at - comment.posted_at).total_seconds()))
    _act(made, comment, moderator, told, words)
    made.became = comment.status
    made.details["turn"] = comment.turn
    made.save()
    akismet.tell_later(made)
    _log(made, moderator)
    return made


def _locked(moderator, comment_id: int) -> ReaderComment:
    """The comment as it stands, under its discussion's lock."""
    page_id = ReaderComment.objects.filter(pk=comment_id).values_list("page_id", flat=True).first()
    if page_id is None:
        raise Impossible("This comment is gone.")
    Discussion.objects.select_for_update().get(page_id=page_id)
    comment = ReaderComment.objects.select_related("page", "commenter").get(pk=comment_id)
    if not permissions.may_moderate(moderator, comment):
        raise PermissionDenied("Not theirs to moderate.")
    return comment


def _act(made: Decision, comment: ReaderComment, moderator, told: str, words: str) -> None:
    action, details = made.action, made.details
    if action in BECOMES:
        comment.status = BECOMES[action]
        comment.told = "" if comment.status in (Status.PUBLISHED, Status.HELD) else told[:300]
    if action == Action.KEEP and comment.status != Status.PUBLISHED:
        raise Impossible("Only a published comment can be kept as it is.")
    if action in (Action.APPROVE, Action.TRUST, Action.KEEP):
        comment.kept_at = made.at
    if action == Action.TRUST:
        _stand(details, comment.commenter, Standing.TRUSTED)
    elif action == Action.BAN:
        _stand(details, comment.commenter, Standing.BANNED)
    elif action == Action.BAN_NETWORK:
        _ban_network(details, comment, made)
    elif action in (Action.CLOSE, Action.OPEN):
        _close(details, comment, action == Action.CLOSE)
        return
    elif action == Action.EDIT:
        _edit(comment, words)
    elif action == Action.REPLY:
        details["reply"] = _reply(details, comment, moderator, words)
        return
    if action != Action.EDIT:
        _answer_reports(details, comment)
    comment.save()


def _answer_reports(details: dict, comment: ReaderComment) -> None:
    """Who reported it was right if it goes, and wrong if it stays."""
    if comment.status == Status.HELD:
        return
    right = comment.status in (Status.SPAM, Status.REMOVED)
    outcome = Outcome.RIGHT if right else Outcome.WRONG
    # Those that were answered otherwise before, too: the last word counts.
    changed = comment.reports.exclude(outcome=outcome)
    details["reports"] = {str(pk): was for pk, was in changed.values_list("pk", "outcome")}
    changed.update(outcome=outcome)
    comment.reported_at = None


def _stand(details: dict, commenter: Commenter | None, standing: str) -> None:
    if commenter is None:
        raise Impossible("It came without an email address: there is nobody to know again.")
    if standing == Standing.BANNED and is_staff_address(commenter.email):
        raise Impossible("This is the address of somebody who works on this site.")
    details["standing"] = {"was": commenter.standing, "became": standing}
    commenter.standing = standing
    commenter.save(update_fields=["standing"])


def _ban_network(details: dict, comment: ReaderComment, made: Decision) -> None:
    network = comment.network or limits.network(comment.ip_address)
    if not network:
        raise Impossible("Its network is no longer known.")
    details["network"] = network
    details["ban_before"] = NetworkBan.objects.filter(network=network).values(*BAN).first()
    NetworkBan.objects.update_or_create(
        network=network,
        defaults={
            "until": made.at + timedelta(days=BAN_DAYS),
            "effect": Effect.SPAM,
            "made_by": made.moderator_name,
        },
    )


def _close(details: dict, comment: ReaderComment, closed: bool) -> None:
    root = ReaderComment.objects.get(pk=comment.thread_id)
    if root.closed == closed:
        raise Impossible(
            "The thread is closed already." if closed else "The thread is open already."
        )
    details["closed"] = root.closed
    root.closed = closed
    root.save()
    comment.turn = root.turn if root.pk == comment.pk else comment.turn


def _edit(comment: ReaderComment, words: str) -> None:
    from .forms import MAX_LENGTH

    words = text.normalise(words)
    if not 0 < len(words) <= MAX_LENGTH:
        raise Impossible(f"Between 1 and {MAX_LENGTH:,} characters, please.")
    if words == comment.comment:
        raise Impossible("Nothing was changed.")
    comment.original = comment.original or comment.comment
    comment.comment = words
    if words == comment.original:
        comment.original = ""


def _reply(details: dict, comment: ReaderComment, moderator, words: str) -> int:
    from .forms import MAX_LENGTH

    words = text.normalise(words)
    if not 0 < len(words) <= MAX_LENGTH:
        raise Impossible(f"Between 1 and {MAX_LENGTH:,} characters, please.")
    rules = DiscussionSettings.for_site(comment.page.get_site())
    if not comment.page.discussion.is_open(rules):
        raise Impossible("This discussion is closed: it takes no reply.")
    if comment.status != Status.PUBLISHED:
        # What is answered must be there to be read.
        comment.status, comment.told, comment.kept_at = Status.PUBLISHED, "", timezone.now()
        _answer_reports(details, comment)
        comment.save()
    sender = posting.Sender(name_of(moderator), moderator.email, user=moderator, proven=True)
    try:
        reply, _ = posting.post(comment.page.specific, words, sender, rules, comment.pk)
    except posting.Refused as refusal:
        raise Impossible(str(refusal)) from refusal
    return reply.pk


@transaction.atomic
def explain(moderator, decision_id: int, why: str, told: str) -> Decision:
    """Adds the reason to a decision of one's own, and the word that its commenter reads."""
    decision = Decision.objects.filter(pk=decision_id, moderator=moderator).first()
    if decision is None or decision.comment_id is None or decision.undone_at:
        raise Impossible("This decision can no longer be explained.")
    comment = _locked(moderator, decision.comment_id)
    decision.why = why[:300]
    if decision.details.get("turn") == comment.turn and comment.status in (
        Status.SPAM,
        Status.REMOVED,
    ):
        comment.told = told[:300]
        comment.save()
        decision.details["turn"] = comment.turn
    decision.save(update_fields=["why", "details"])
    _log(decision, moderator)
    return decision


def undoable(decision: Decision) -> bool:
    """Whether it can be taken back, as far as the record says."""
    return (
        decision.action != Action.UNDO
        and decision.undone_at is None
        and not decision.overtaken
        and decision.comment_id is not None
        # What was there before goes when its writer is erased.
        and "before" in decision.details
        and timezone.now() < decision.at + timedelta(days=UNDO_DAYS)
    )


def last_of(moderator) -> Decision | None:
    """The last decision of theirs that can be undone: nobody undoes another's by a key."""
    since = timezone.now() - timedelta(days=UNDO_DAYS)
    mine = Decision.objects.filter(moderator=moderator, at__gt=since, undone_at=None)
    return mine.exclude(action=Action.UNDO).exclude(details={}).exclude(comment=None).first()


def undo_last(moderator) -> Decision:
    """Takes back the last decision of theirs. Asked several times at once, it goes further back."""
    while (last := last_of(moderator)) is not None:
        if last.job_id:
            raise Impossible(
                "Your last decision was a bulk action: it is undone as a whole, there."
            )
        try:
            return undo(moderator, last.pk)
        except Impossible:
            last.refresh_from_db()
            if last.undone_at is None:
                raise
    raise Impossible("There is nothing of yours to undo.")


@transaction.atomic
def undo(moderator, decision_id: int, job=None) -> Decision:
    """Takes a decision back, unless something has happened to the comment since."""
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None or decision.comment_id is None:
        raise Impossible("This decision can no longer be undone.")
    comment = _locked(moderator, decision.comment_id)
    decision.refresh_from_db()
    if not undoable(decision) or "before" not in decision.details:
        raise Impossible("This decision can no longer be undone.")
    if comment.withdrawn or decision.details.get("turn") != comment.turn:
        raise Impossible("Something has happened to the comment since. Please decide anew.")
    made = Decision(
        comment=comment,
        page_id=comment.page_id,
        commenter_id=comment.commenter_id,
        moderator=moderator,
        moderator_name=name_of(moderator),
        action=Action.UNDO,
        was=comment.status,
        undoes=decision,
        job=job,
    )
    _restore(decision, comment)
    made.became = comment.status
    made.save()
    decision.undone_at = made.at
    decision.save(update_fields=["undone_at"])
    _reopen(decision, comment)
    _log(made, moderator)
    return made


def _reopen(undone: Decision, comment: ReaderComment) -> None:
    """The comment is again as the decision before had left it: that one can be undone in turn."""
    before = comment.decisions.filter(undone_at=None, overtaken=False, pk__lt=undone.pk)
    earlier = before.exclude(action=Action.UNDO).first()
    if earlier and earlier.details.get("turn") == undone.details.get("turn_before"):
        earlier.details["turn"] = comment.turn
        earlier.save(update_fields=["details"])


def _restore(decision: Decision, comment: ReaderComment) -> None:
    details = decision.details
    if "closed" in details:
        root = ReaderComment.objects.get(pk=comment.thread_id)
        root.closed = details["closed"]
        root.save()
        comment.refresh_from_db()
        return
    if "reply" in details:
        reply = ReaderComment.objects.filter(pk=details["reply"]).first()
        if reply:
            # Its author takes it back: it is not one more removed comment.
            reply.status, reply.withdrawn = Status.REMOVED, True
            reply.save()
        comment.refresh_from_db()
    if "standing" in details:
        Commenter.objects.filter(
            pk=comment.commenter_id, standing=details["standing"]["became"]
        ).update(standing=details["standing"]["was"])
    if "network" in details:
        _lift_ban(details["network"], details["ban_before"])
    for name in KEPT:
        field = ReaderComment._meta.get_field(name)
        setattr(comment, name, field.to_python(details["before"][name]))
    comment.save()
    for pk, outcome in details.get("reports", {}).items():
        comment.reports.filter(pk=int(pk)).update(outcome=outcome)


def _lift_ban(network: str, before: dict | None) -> None:
    """Only the ban of this decision: one that was there before is there again."""
    ban = NetworkBan.objects.filter(network=network)
    if before:
        ban.update(**before | {"until": parse_datetime(before["until"])})
    else:
        ban.delete()


def _log(made: Decision, moderator) -> None:
    """On Wagtail's own log, without a word of what the reader wrote."""
    log(
        instance=made.comment,
        action=f"comments.{made.action}",
        user=moderator,
        title=f"Comment {made.comment_id}",
        data={
            "moderator": made.moderator_name,
            "was": made.was,
            "became": made.became,
            "why": made.why,
            "overtaken": made.overtaken,
        },
    )
