"""Decisions on many comments: in the background, to be watched, stopped, resumed and undone.

``jobs.leases`` runs them, so that after a ``kill -9`` no comment is decided twice and none is left
out.
"""

from datetime import datetime, timedelta
from typing import cast

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from jobs.leases import Runner
from jobs.models import UNFINISHED

from .. import permissions
from ..models import Action, BulkJob, BulkTargets, Decision, JobState, ReaderComment, Status
from ..models.decision import UNDO_DAYS
from ..personal_data import expiry
from . import deciding
from .logging import log_decision

ACTIONS = {Action.APPROVE, Action.SPAM, Action.REMOVE, Action.HOLD, Action.KEEP}
#: Up to this number, comments are decided while the moderator waits for the page.
AT_ONCE = 100
AT_ONCE_SECONDS = 10

#: The decision of a job that is a ban itself. (A job decides about no comment with these actions.)
BANS = Q(action__in=[Action.STANDING, Action.BAN_NETWORK])


def start(
    moderator,
    action: str,
    comments: QuerySet,
    reason: str = "",
    note_to_author: str = "",
    selection: str = "",
) -> BulkJob:
    """Begins a job for these comments in their present versions."""
    if action not in ACTIONS:
        raise ValueError(f"{action} is nothing for many comments at once.")
    if not permissions.moderates(moderator):
        raise PermissionDenied(_("Not theirs to moderate."))
    job = BulkJob(
        action=action,
        reason=reason[:300],
        note_to_author=note_to_author[:300],
        selection=selection[:300],
    )
    return begin(_store(job, moderator, list(comments.values_list("pk", "version"))))


def empty_spam(moderator) -> BulkJob:
    """Begins a job that deletes all spam, with a note in the record. Nothing brings it back."""
    if not permissions.moderates_all(moderator):
        raise PermissionDenied(_("Not theirs to moderate."))
    pairs = list(expiry.spam().values_list("pk", "version"))
    with transaction.atomic():
        job = _store(BulkJob(action=Action.EMPTY), moderator, pairs)
        note = Decision.objects.create(
            moderator=moderator,
            moderator_name=job.moderator_name,
            action=Action.EMPTY,
            from_status=Status.SPAM,
            to_status=Status.SPAM,
            job=job,
            details={"comments": job.total},
        )
        # No comment has the id 0: the entry refers to none.
        log_decision(note, ReaderComment(pk=0), str(Action.EMPTY.label))
    return begin(job)


@transaction.atomic
def _store(job: BulkJob, moderator, pairs: list) -> BulkJob:
    return aim(name(job, moderator), pairs)


def name(job: BulkJob, moderator) -> BulkJob:
    """Stores a job in the moderator's name, so that decisions can refer to it."""
    job.moderator, job.moderator_name = moderator, permissions.name_of(moderator)
    job.lease = timezone.now()
    job.save()
    return job


def aim(job: BulkJob, pairs: list) -> BulkJob:
    """Stores the targets of a job, in the transaction that stored the job."""
    job.total = len(pairs)
    job.save(update_fields=["total"])
    BulkTargets.objects.create(job=job, pairs=pairs)
    if job.total > AT_ONCE:
        bulk_jobs.enqueue(job)
    return job


def begin(job: BulkJob) -> BulkJob:
    """Deals with a short job at once, each comment in a transaction of its own."""
    if job.total <= AT_ONCE:
        run(job.pk, cast(datetime, job.lease), AT_ONCE_SECONDS, rest=0)
        job.refresh_from_db()
    return job


class BulkJobs(Runner):
    """The jobs of ``BulkJob``."""

    model = BulkJob

    def enqueue(self, job: BulkJob) -> None:
        decide_many.enqueue(job.pk, cast(datetime, job.lease).isoformat())

    def permitted(self, job: BulkJob):
        moderator = get_user_model().objects.filter(pk=job.moderator_id or 0).first()
        may = permissions.moderates_all if job.action == Action.EMPTY else permissions.moderates
        return moderator if moderator and may(moderator) else None

    def deal_with(self, job: BulkJob, person) -> bool:
        number, version = job.targets.pairs[job.position - 1]
        try:
            if job.action == Action.EMPTY:
                return bool(expiry.delete_some(expiry.spam().filter(version=version), [number]))
            if job.action == Action.UNDO:
                return not deciding.undo(person, number, job=job).conflict
            return not deciding.decide(
                person,
                number,
                job.action,
                version,
                reason=job.reason,
                note_to_author=job.note_to_author,
                job=job,
            ).conflict
        except (deciding.Impossible, PermissionDenied):
            return False

    def forget(self, job: BulkJob) -> None:
        job.targets.delete()


bulk_jobs = BulkJobs()


# It queues itself every second, behind all tasks queued meanwhile. Mail has a higher priority.
@task()
def decide_many(job_id: int, lease: str) -> int:
    """Works on a bulk job for a second; ``lease`` is the time of the job's last write."""
    return run(job_id, datetime.fromisoformat(lease))


run, stop, sweep = bulk_jobs.run, bulk_jobs.stop, bulk_jobs.sweep


def resume(job: BulkJob) -> None:
    """Resumes a stopped job, in the name of the moderator who began it."""
    if bulk_jobs.permitted(job) is None:
        raise deciding.Impossible(
            _("%(name)s may no longer moderate.") % {"name": job.moderator_name}
        )
    if job.undos.exists():
        raise deciding.Impossible(_("It was undone. Please choose the comments anew."))
    job.refresh_from_db()
    if not bulk_jobs.hand_on(job, JobState.STOPPED):
        raise deciding.Impossible(_("It is not stopped."))


def undoable(job: BulkJob) -> QuerySet:
    """The decisions of a job that can still be undone, the last one first."""
    since = timezone.now() - timedelta(days=UNDO_DAYS)
    found = job.decisions.exclude(action__in=[Action.UNDO, Action.EMPTY]).exclude(conflict=True)
    found = found.filter(Q(comment__isnull=False) | BANS)
    # Erasing a commenter deletes the earlier states, and ends a ban.
    found = found.exclude(details={})
    return found.filter(undone_at=None, decided_at__gt=since).order_by("-pk")


def bans(job: BulkJob) -> bool:
    """Whether the job's comments were decided about together with a ban."""
    return job.decisions.filter(BANS).exists()


def undo(moderator, job: BulkJob) -> BulkJob:
    """Begins a job that undoes each decision of another, if its comment has not changed since."""
    if not permissions.moderates(moderator):
        raise PermissionDenied(_("Not theirs to moderate."))
    if bans(job) and not permissions.moderates_all(moderator):
        raise PermissionDenied(_("That counts on the whole site."))
    with transaction.atomic():
        # Locked, because two moderators may press the button at once.
        job = BulkJob.objects.select_for_update(no_key=True).get(pk=job.pk)
        if job.state in UNFINISHED:
            raise deciding.Impossible(_("It is still at work. Please stop it first."))
        if job.undos.exists():
            raise deciding.Impossible(_("It was undone already."))
        pairs = [(pk, 0) for pk in undoable(job).values_list("pk", flat=True)]
        if not pairs:
            raise deciding.Impossible(_("Nothing of it can be undone any more."))
        undoing = _store(BulkJob(action=Action.UNDO, undo_of=job), moderator, pairs)
    return begin(undoing)
