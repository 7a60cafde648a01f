"""Sets and undoes the standing of a commenter. Each change is logged."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import permissions
from ..models import Action, Commenter, Decision, Standing
from ..rules.people import is_staff_address
from .effects import Impossible
from .logging import log_decision


@transaction.atomic
def set_standing(moderator, commenter_id: int, standing: str, reason: str = "") -> Decision | None:
    """Sets the standing for the commenter's future comments; returns None without a change.

    Existing comments stay as they are, because each has its own decision. Raises ``Impossible`` and
    ``PermissionDenied``.
    """
    commenter = _locked(moderator, commenter_id)
    if commenter.standing == standing:
        return None
    if standing == Standing.BANNED and is_staff_address(commenter.email):
        raise Impossible(_("This is the address of somebody who works on this site."))
    return _store(moderator, commenter, Action.STANDING, standing, reason=reason.strip()[:300])


@transaction.atomic
def undo(moderator, decision: Decision) -> Decision:
    """Restores the standing from before, if it has not changed again since."""
    if decision.commenter_id is None:
        raise Impossible(_("This decision can no longer be undone."))
    commenter = _locked(moderator, decision.commenter_id)
    decision.refresh_from_db()
    if decision.undone_at is not None:
        raise Impossible(_("This decision can no longer be undone."))
    if commenter.standing != decision.to_status:
        raise Impossible(_("The standing was changed again since. Please decide anew."))
    undoing = _store(moderator, commenter, Action.UNDO, decision.from_status, undoes=decision)
    decision.undone_at = undoing.decided_at
    decision.save(update_fields=["undone_at"])
    return undoing


def _locked(moderator, commenter_id: int) -> Commenter:
    if not permissions.moderates_all(moderator):
        raise PermissionDenied(_("That counts on the whole site."))
    commenter = Commenter.objects.select_for_update().filter(pk=commenter_id).first()
    if commenter is None:
        raise Impossible(_("This commenter is gone."))
    return commenter


def _store(moderator, commenter: Commenter, action: str, standing: str, **fields) -> Decision:
    """Changes the standing, and records it: ``from_status`` and ``to_status`` are standings
    here."""
    decision = Decision.objects.create(
        commenter=commenter,
        moderator=moderator,
        moderator_name=permissions.name_of(moderator),
        action=action,
        from_status=commenter.standing,
        to_status=standing,
        decided_at=timezone.now(),
        **fields,
    )
    commenter.standing = standing
    commenter.save(update_fields=["standing"])
    log_decision(decision, commenter, _("Commenter %(number)s") % {"number": commenter.pk})
    return decision
