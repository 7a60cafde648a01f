"""Decides and undoes. Each decision is logged, and can be undone for thirty days."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import permissions
from ..models import (
    Action,
    Decision,
    Discussion,
    ReaderComment,
    Status,
)
from ..models.decision import UNDO_DAYS
from ..spam import akismet
from . import networks, standing
from .effects import BECOMES, KEPT, act, restore
from .impossible import Impossible
from .logging import log_decision

#: Actions on a commenter or a network. They apply to the whole site, not to one discussion.
EVERYWHERE = (Action.TRUST, Action.BAN, Action.BAN_NETWORK)


@transaction.atomic
def decide(
    moderator,
    comment_id: int,
    action: str,
    version: int | None = None,
    reason: str = "",
    note_to_author: str = "",
    text: str = "",
    name: str | None = None,
    website: str | None = None,
    until: datetime | None = None,
    job=None,
) -> Decision:
    """Carries out a moderator's decision. ``version`` is that of the comment that they saw.

    ``text`` is that of a reply or an edit; an edit may also change the name and the website.
    ``until`` is the end of a ban.

    If the comment has changed since, the decision is recorded as a conflict and changes nothing.
    Raises ``Impossible`` and ``PermissionDenied``.
    """
    comment = _locked(moderator, comment_id)
    _check_reach(moderator, action)
    if comment.expired_at:
        raise Impossible(_("Its words are deleted; nothing is left to decide."))
    if comment.withdrawn:
        raise Impossible(_("Its author has withdrawn it; nothing is left to decide."))
    decision = Decision(
        comment=comment,
        page_id=comment.page_id,
        commenter_id=comment.commenter_id,
        moderator=moderator,
        moderator_name=permissions.name_of(moderator),
        action=action,
        from_status=comment.status,
        to_status=comment.status,
        reason=reason[:300],
        job=job,
    )
    if version is not None and not _is_as_seen(comment, version, action):
        decision.conflict = True
        decision.save()
        _log(decision)
        return decision
    before = {name: getattr(comment, name) for name in KEPT}
    decision.details = {"before": before, "version_before": comment.version}
    if comment.status == Status.UNCONFIRMED and action != Action.REMOVE:
        raise Impossible(_("Its author has not confirmed it yet."))
    if comment.status == Status.HELD and (action in BECOMES or action == Action.REPLY):
        decision.waited_seconds = max(
            0, int((decision.decided_at - comment.posted_at).total_seconds())
        )
    act(decision, comment, moderator, note_to_author, text, name, website, until)
    decision.to_status = comment.status
    decision.details["version"] = comment.version
    decision.save()
    akismet.tell_later(decision)
    _log(decision)
    return decision


def may_reach(moderator, action: str) -> bool:
    """Whether the moderator may act that far, or undo it: some actions apply to the whole site."""
    return action not in (*EVERYWHERE, Action.STANDING) or permissions.moderates_all(moderator)


def _check_reach(moderator, action: str) -> None:
    if not may_reach(moderator, action):
        raise PermissionDenied(_("That counts on the whole site."))


def _locked(moderator, comment_id: int) -> ReaderComment:
    """The present comment, under its discussion's lock."""
    page_id = ReaderComment.objects.filter(pk=comment_id).values_list("page_id", flat=True).first()
    if page_id is None:
        raise Impossible(_("This comment is gone."))
    Discussion.objects.select_for_update().get(page_id=page_id)
    comment = ReaderComment.objects.select_related("page", "commenter").get(pk=comment_id)
    if not permissions.may_moderate(moderator, comment):
        raise PermissionDenied(_("Not theirs to moderate."))
    return comment


@transaction.atomic
def explain(moderator, decision_id: int, reason: str, note_to_author: str) -> Decision:
    """Adds the reason, and the note to the author, to a moderator's own decision."""
    decision = Decision.objects.filter(pk=decision_id, moderator=moderator).first()
    if decision is None or decision.comment_id is None or decision.undone_at:
        raise Impossible(_("This decision can no longer be explained."))
    comment = _locked(moderator, decision.comment_id)
    decision.reason = reason[:300]
    if decision.details.get("version") == comment.version and comment.status in (
        Status.SPAM,
        Status.REMOVED,
    ):
        comment.note_to_author = note_to_author[:300]
        comment.save()
        decision.details["version"] = comment.version
    decision.save(update_fields=["reason", "details"])
    _log(decision)
    return decision


def undoable(decision: Decision) -> bool:
    """Whether the record allows to undo the decision."""
    if decision.action == Action.STANDING:
        kept = decision.commenter_id is not None
    elif is_of_network(decision):
        kept = "network" in decision.details
    else:
        # Erasing the commenter deletes the earlier state.
        kept = decision.comment_id is not None and "before" in decision.details
    return (
        kept
        and decision.action != Action.UNDO
        and decision.undone_at is None
        and not decision.conflict
        and timezone.now() < decision.decided_at + timedelta(days=UNDO_DAYS)
    )


def is_of_network(decision: Decision) -> bool:
    """Whether the decision banned a network apart from any comment."""
    return (
        decision.action == Action.BAN_NETWORK
        and decision.comment_id is None
        and "before" not in decision.details
    )


def last_of(moderator) -> Decision | None:
    """The moderator's own last decision that can be undone."""
    since = timezone.now() - timedelta(days=UNDO_DAYS)
    mine = Decision.objects.filter(moderator=moderator, decided_at__gt=since, undone_at=None)
    on_comment = Q(comment__isnull=False) & ~Q(details={}) & ~Q(action=Action.UNDO)
    return mine.filter(on_comment | Q(action=Action.STANDING, commenter__isnull=False)).first()


def undo_last(moderator) -> Decision:
    """Undoes the moderator's own last decision. Simultaneous calls undo one decision each."""
    while (last := last_of(moderator)) is not None:
        if last.job_id:
            raise Impossible(
                _("Your last decision was a bulk action: it is undone as a whole, there.")
            )
        try:
            return undo(moderator, last.pk)
        except Impossible:
            last.refresh_from_db()
            if last.undone_at is None:
                raise
    raise Impossible(_("There is nothing of yours to undo."))


def _is_as_seen(comment: ReaderComment, version: int, action: str) -> bool:
    """Whether a moderator may decide on the version that they saw.

    A reply may also go to a comment that others have published since, as long as its text is the
    same.
    """
    if version == comment.version:
        return True
    if action != Action.REPLY or comment.status != Status.PUBLISHED:
        return False
    since = Decision.objects.filter(
        comment=comment, conflict=False, details__version_before__gte=version
    ).exclude(action__in=[Action.EDIT, Action.UNDO])
    return since.count() == comment.version - version


@transaction.atomic
def undo(moderator, decision_id: int, job=None) -> Decision:
    """Undoes a decision, if the comment has not changed since."""
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None or not undoable(decision):
        raise Impossible(_("This decision can no longer be undone."))
    if decision.action == Action.STANDING:
        return standing.undo(moderator, decision, job)
    if is_of_network(decision):
        return networks.undo(moderator, decision, job)
    comment = _locked(moderator, decision.comment_id or 0)  # ``undoable`` has found an id
    _check_reach(moderator, decision.action)
    decision.refresh_from_db()
    if not undoable(decision):
        raise Impossible(_("This decision can no longer be undone."))
    if comment.withdrawn or decision.details.get("version") != comment.version:
        raise Impossible(_("Something has happened to the comment since. Please decide anew."))
    undoing = Decision(
        comment=comment,
        page_id=comment.page_id,
        commenter_id=comment.commenter_id,
        moderator=moderator,
        moderator_name=permissions.name_of(moderator),
        action=Action.UNDO,
        from_status=comment.status,
        undoes=decision,
        job=job,
    )
    restore(decision, comment)
    undoing.to_status = comment.status
    undoing.save()
    decision.undone_at = undoing.decided_at
    decision.save(update_fields=["undone_at"])
    _reopen(decision, comment)
    _log(undoing)
    return undoing


def _reopen(undone: Decision, comment: ReaderComment) -> None:
    """Makes the decision before undoable again: the comment is now as that one had left it."""
    before = comment.decisions.filter(undone_at=None, conflict=False, pk__lt=undone.pk)
    earlier = before.exclude(action=Action.UNDO).first()
    if earlier and earlier.details.get("version") == undone.details.get("version_before"):
        earlier.details["version"] = comment.version
        earlier.save(update_fields=["details"])


def _log(decision: Decision) -> None:
    log_decision(
        decision, decision.comment, _("Comment %(number)s") % {"number": decision.comment_id}
    )
