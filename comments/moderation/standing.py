"""Sets and undoes the standing of a commenter. Each change is logged."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from .. import locks, permissions
from ..models import Action, BulkJob, Commenter, Decision, Standing
from ..rules.people import is_staff_address
from .impossible import Impossible
from .logging import log_decision

#: The log's action when housekeeping notes that a ban is over.
BAN_OVER = "comments.ban_over"
#: The bans that one run of housekeeping tidies up.
MOST = 2000


@transaction.atomic
def set_standing(
    moderator,
    commenter_id: int,
    standing: str,
    reason: str = "",
    until: datetime | None = None,
    job: BulkJob | None = None,
) -> Decision | None:
    """Sets the standing for the commenter's future comments; returns None without a change.

    A ban lasts until the moment ``until``, or without an end. Existing comments stay as they are,
    because each has its own decision. Raises ``Impossible`` and ``PermissionDenied``.
    """
    commenter = _locked(moderator, commenter_id)
    if standing != Standing.BANNED:
        until = None
    if (commenter.current_standing, commenter.ban_ends) == (standing, until):
        return None
    return _store(
        moderator, commenter, Action.STANDING, standing, until, reason=reason.strip()[:300], job=job
    )


@transaction.atomic
def undo(moderator, decision: Decision, job: BulkJob | None = None) -> Decision:
    """Restores the standing from before, if it has not changed again since."""
    if decision.commenter_id is None:
        raise Impossible(_("This decision can no longer be undone."))
    commenter = _locked(moderator, decision.commenter_id)
    decision.refresh_from_db()
    if decision.undone_at is not None:
        raise Impossible(_("This decision can no longer be undone."))
    # Earlier versions of the software, whose bans had no end, recorded no details here.
    made = decision.details.get("standing", {"to": decision.to_status})
    if (commenter.standing, commenter.banned_until) != (made["to"], _moment(made, "until_to")):
        raise Impossible(_("The standing was changed again since. Please decide anew."))
    undoing = _store(
        moderator,
        commenter,
        Action.UNDO,
        decision.from_status,
        _moment(made, "until_from"),
        undoes=decision,
        job=job,
    )
    decision.undone_at = undoing.decided_at
    decision.save(update_fields=["undone_at"])
    return undoing


def change(commenter: Commenter, standing: str, until: datetime | None = None) -> dict:
    """Changes the standing, and returns what a decision keeps to take that back."""
    if standing == Standing.BANNED and is_staff_address(commenter.email):
        raise Impossible(_("This is the address of somebody who works on this site."))
    changed = {
        "from": commenter.current_standing,
        "to": standing,
        "until_from": commenter.ban_ends,
        "until_to": until,
    }
    commenter.standing, commenter.banned_until = standing, until
    commenter.save(update_fields=["standing", "banned_until"])
    return changed


def take_back(commenter: Commenter | None, changed: dict) -> None:
    """Restores the standing from before a change, unless it has changed again since."""
    if commenter is None:
        return
    Commenter.objects.filter(
        pk=commenter.pk, standing=changed["to"], banned_until=_moment(changed, "until_to")
    ).update(standing=changed["from"], banned_until=_moment(changed, "until_from"))


def end_bans() -> None:
    """Tidies up after bans that are over, and notes it on Wagtail's log.

    They count no more before that, because whoever reads a standing compares the time.
    """
    over = Commenter.objects.filter(standing=Standing.BANNED, banned_until__lte=timezone.now())
    for pk in list(over.values_list("pk", flat=True)[:MOST]):
        with transaction.atomic():
            locks.commenters(Commenter.objects.filter(pk=pk))
            # A moderator may have prolonged it meanwhile.
            commenter = over.filter(pk=pk).first()
            if commenter:
                commenter.standing, commenter.banned_until = Standing.NORMAL, None
                commenter.save(update_fields=["standing", "banned_until"])
                log(
                    instance=commenter,
                    action=BAN_OVER,
                    title=_("Commenter %(number)s") % {"number": pk},
                    data={"from_status": Standing.BANNED, "to_status": Standing.NORMAL},
                )


def _moment(changed: dict, name: str) -> datetime | None:
    value = changed.get(name)
    return parse_datetime(value) if isinstance(value, str) else value


def _locked(moderator, commenter_id: int) -> Commenter:
    if not permissions.moderates_all(moderator):
        raise PermissionDenied(_("That counts on the whole site."))
    commenter = Commenter.objects.select_for_update().filter(pk=commenter_id).first()
    if commenter is None:
        raise Impossible(_("This commenter is gone."))
    return commenter


def _store(
    moderator, commenter: Commenter, action: str, standing: str, until: datetime | None, **fields
) -> Decision:
    """Changes the standing, and records it: ``from_status`` and ``to_status`` are standings
    here."""
    changed = change(commenter, standing, until)
    decision = Decision.objects.create(
        commenter=commenter,
        moderator=moderator,
        moderator_name=permissions.name_of(moderator),
        action=action,
        from_status=changed["from"],
        to_status=standing,
        decided_at=timezone.now(),
        details={"standing": changed},
        **fields,
    )
    log_decision(decision, commenter, _("Commenter %(number)s") % {"number": commenter.pk})
    return decision
