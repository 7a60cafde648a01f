"""Bans a commenter or a network together with their other comments, in one job with one undo."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import locks, permissions
from ..models import Action, BulkJob, Decision, ReaderComment, Standing, Status
from . import bulk, deciding, networks
from .standing import set_standing


class Others(TextChoices):
    """What becomes of the other comments of somebody who is banned."""

    LEAVE = "leave", gettext_lazy("Leave them as they are")
    HOLD = "hold", gettext_lazy("Hold what is published")
    REMOVE = "remove", gettext_lazy("Remove what is held and what is published")


Made = TypeVar("Made", bound=Decision | None)

#: The statuses that each choice applies to. What is not confirmed yet is judged when it is.
CHOSEN: dict[str, list[str]] = {
    Others.HOLD: [Status.PUBLISHED],
    Others.REMOVE: [Status.HELD, Status.PUBLISHED],
}
ACTION: dict[str, str] = {Others.HOLD: Action.HOLD, Others.REMOVE: Action.REMOVE}


@dataclass(frozen=True)
class Ban:
    """What a moderator asks for. ``until`` is None for a ban without an end."""

    until: datetime | None = None
    others: str = Others.LEAVE
    reason: str = ""


def others_of(
    moderator, comment: ReaderComment | None, network: bool = False
) -> QuerySet[ReaderComment]:
    """The other comments of the author, or from the network, that a ban may take along."""
    if comment is None:
        return ReaderComment.objects.none()
    # Whoever signs in at the site may share a network with somebody who is banned.
    same = {"network": comment.network, "user": None} if network else {}
    same = same or {"commenter": comment.commenter_id}
    if not any(same.values()):
        return ReaderComment.objects.none()
    return _along(moderator, **same).exclude(pk=comment.pk)


def comments_of(moderator, commenter_id: int) -> QuerySet[ReaderComment]:
    """All comments of a commenter that a ban may take along."""
    return _along(moderator, commenter=commenter_id)


def _along(moderator, **same) -> QuerySet[ReaderComment]:
    theirs = permissions.moderated_by(moderator).filter(withdrawn=False, expired_at=None, **same)
    return theirs.filter(status__in=CHOSEN[Others.REMOVE])


def counted(comments: QuerySet[ReaderComment]) -> dict[str, int]:
    """The numbers of these comments by status."""
    rows = comments.order_by().values_list("status").annotate(Count("pk"))
    return {Status.HELD.value: 0, Status.PUBLISHED.value: 0} | dict(rows)


def ban_commenter(moderator, commenter_id: int, ban: Ban) -> tuple[Decision | None, BulkJob | None]:
    """Bans a commenter; returns the decision, or None without a change, and the job if there is
    one."""

    def stand(job: BulkJob | None = None) -> Decision | None:
        return set_standing(
            moderator, commenter_id, Standing.BANNED, ban.reason, until=ban.until, job=job
        )

    comments = comments_of(moderator, commenter_id)
    if not _takes_along(comments, ban):
        return stand(), None
    return _with_job(moderator, ban, comments, stand)


def ban_author(
    moderator, comment_id: int, version: int | None, ban: Ban
) -> tuple[Decision, BulkJob | None]:
    """Marks a comment as spam and bans its author; returns the decision on the comment, and the
    job."""
    return _on_comment(moderator, comment_id, version, ban, Action.BAN)


def ban_network(
    moderator, comment_id: int, version: int | None, ban: Ban
) -> tuple[Decision, BulkJob | None]:
    """Marks a comment as spam and bans its network; returns the decision on the comment, and the
    job."""
    return _on_comment(moderator, comment_id, version, ban, Action.BAN_NETWORK)


def _on_comment(moderator, comment_id: int, version: int | None, ban: Ban, action: str):
    by_network = action == Action.BAN_NETWORK
    comment = ReaderComment.objects.filter(pk=comment_id).first()
    comments = others_of(moderator, comment, by_network)
    if comment is None or not _takes_along(comments, ban):
        alone = deciding.decide(
            moderator, comment_id, action, version, reason=ban.reason, until=ban.until
        )
        return alone, None

    def decide(job: BulkJob) -> Decision:
        if not deciding.may_reach(moderator, action):
            raise PermissionDenied(_("That counts on the whole site."))
        # The order of locks: the discussion first, then the commenter or the network.
        locks.of_comments([comment_id])
        if by_network:
            networks.ban(moderator, networks.of(comment), ban.until, ban.reason, job)
        else:
            set_standing(
                moderator, comment.commenter_id, Standing.BANNED, ban.reason, ban.until, job
            )
        made = deciding.decide(
            moderator, comment_id, Action.SPAM, version, reason=ban.reason, job=job
        )
        if made.conflict:
            raise _Conflict
        return made

    try:
        return _with_job(moderator, ban, comments, decide)
    except _Conflict:
        # Nothing of it was stored; the conflict is recorded as without a job.
        return deciding.decide(moderator, comment_id, action, version, until=ban.until), None


class _Conflict(Exception):
    """Somebody else has decided about the comment meanwhile: there is no ban, and no job."""


def _takes_along(comments: QuerySet[ReaderComment], ban: Ban) -> bool:
    return ban.others in CHOSEN and comments.filter(status__in=CHOSEN[ban.others]).exists()


def _with_job(
    moderator, ban: Ban, comments: QuerySet[ReaderComment], decide: Callable[[BulkJob], Made]
) -> tuple[Made, BulkJob]:
    """Decides within a job, which then goes on with the other comments."""
    with transaction.atomic():
        job = BulkJob(
            action=ACTION[ban.others],
            reason=ban.reason[:300],
            selection=_("Other comments of somebody who was banned"),
        )
        bulk.name(job, moderator)
        decision = decide(job)
        # Read under the lock of the commenter: what is sent from now on is spam.
        chosen = comments.filter(status__in=CHOSEN[ban.others]).order_by("pk")
        bulk.aim(job, list(chosen.values_list("pk", "version")))
    return decision, bulk.begin(job)


def undo(moderator, job: BulkJob) -> BulkJob:
    """Undoes the ban and all that came with it, in one job. Unfinished work is stopped first."""
    if not permissions.moderates_all(moderator):
        raise PermissionDenied(_("That counts on the whole site."))
    bulk.stop(job)
    return bulk.undo(moderator, job)
