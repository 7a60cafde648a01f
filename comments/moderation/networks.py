"""Bans networks, and takes that back."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from .. import limits, locks, permissions
from ..models import Action, BulkJob, Decision, Effect, NetworkBan, ReaderComment, Standing
from .impossible import Impossible
from .logging import log_decision

BAN_DAYS = 30
#: The fields of a network's ban that a decision can change.
BAN = ("until", "effect", "made_by")


def of(comment: ReaderComment) -> str:
    """The network that a comment came from."""
    network = comment.network or limits.network(comment.ip_address)
    if not network:
        raise Impossible(_("Its network is no longer known."))
    return network


def change(network: str, until: datetime | None, made_by: str) -> dict:
    """Bans the network, and returns what a decision keeps to take that back."""
    until = until or timezone.now() + timedelta(days=BAN_DAYS)
    before = NetworkBan.objects.filter(network=network).values(*BAN).first()
    NetworkBan.objects.update_or_create(
        network=network, defaults={"until": until, "effect": Effect.SPAM, "made_by": made_by}
    )
    return {"network": network, "ban_before": before}


def take_back(details: dict) -> None:
    """Ends the ban of a decision, and restores the ban from before."""
    found = NetworkBan.objects.filter(network=details["network"])
    if before := details["ban_before"]:
        found.update(**before | {"until": parse_datetime(before["until"])})
    else:
        found.delete()


@transaction.atomic
def ban(moderator, network: str, until: datetime | None, reason: str, job: BulkJob) -> Decision:
    """Bans a network apart from any comment, in a job that decides about its comments."""
    _check(moderator)
    name = permissions.name_of(moderator)
    decision = Decision.objects.create(
        moderator=moderator,
        moderator_name=name,
        action=Action.BAN_NETWORK,
        from_status=Standing.NORMAL,
        to_status=Standing.BANNED,
        reason=reason[:300],
        details=change(network, until, name),
        job=job,
    )
    _log(decision)
    return decision


@transaction.atomic
def undo(moderator, decision: Decision, job: BulkJob | None = None) -> Decision:
    """Undoes the decision of ``ban``."""
    _check(moderator)
    locks.network_ban(decision.details.get("network", ""))
    decision.refresh_from_db()
    if decision.undone_at is not None or "network" not in decision.details:
        raise Impossible(_("This decision can no longer be undone."))
    take_back(decision.details)
    undoing = Decision.objects.create(
        moderator=moderator,
        moderator_name=permissions.name_of(moderator),
        action=Action.UNDO,
        from_status=decision.to_status,
        to_status=decision.from_status,
        undoes=decision,
        job=job,
    )
    decision.undone_at = undoing.decided_at
    decision.save(update_fields=["undone_at"])
    _log(undoing)
    return undoing


def _check(moderator) -> None:
    if not permissions.moderates_all(moderator):
        raise PermissionDenied(_("That counts on the whole site."))


def _log(decision: Decision) -> None:
    # No comment has the id 0: the entry refers to none. It names no network, which is personal.
    log_decision(decision, ReaderComment(pk=0), str(Action.BAN_NETWORK.label))
