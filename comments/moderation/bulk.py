"""Decisions on many comments: in the background, to be watched, stopped, resumed and undone.

``lease`` is the time of the job's last write, and works as a token: every write must present it and
renews it, and each task carries it. A second worker, a late task and the task of a stopped job all
fail at their next write. That write and the decision on a comment are one transaction: after a
``kill -9`` no comment is decided twice and none is left out.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import cast

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from .. import permissions
from ..models import Action, BulkJob, BulkTargets, Decision, JobState, ReaderComment, Status
from ..models.decision import UNDO_DAYS
from ..personal_data import expiry
from . import deciding
from .logging import log_decision

logger = logging.getLogger(__name__)

ACTIONS = {Action.APPROVE, Action.SPAM, Action.REMOVE, Action.HOLD, Action.KEEP}
#: Up to this number, comments are decided while the moderator waits for the page.
AT_ONCE = 100
AT_ONCE_SECONDS = 10
#: The seconds that one task works, so that mail and a stopping worker wait no longer.
RUN_SECONDS = 1
#: The comments between two checks that the moderator still has the permission.
SLICE = 50
#: After each comment the worker rests, for this share of the time that the comment took.
REST = 0.5
#: A job without a write for longer than this has lost its worker. Seconds.
ABANDONED_SECONDS = 120

UNFINISHED = [JobState.WAITING, JobState.RUNNING]


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
    return _begin(_store(job, moderator, list(comments.values_list("pk", "version"))))


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
    return _begin(job)


@transaction.atomic
def _store(job: BulkJob, moderator, pairs: list) -> BulkJob:
    job.moderator, job.moderator_name = moderator, permissions.name_of(moderator)
    job.total, job.lease = len(pairs), timezone.now()
    job.save()
    BulkTargets.objects.create(job=job, pairs=pairs)
    if job.total > AT_ONCE:
        _enqueue(job)
    return job


def _begin(job: BulkJob) -> BulkJob:
    """Deals with a short job at once, each comment in a transaction of its own."""
    if job.total <= AT_ONCE:
        run(job.pk, cast(datetime, job.lease), AT_ONCE_SECONDS, rest=0)
        job.refresh_from_db()
    return job


def _enqueue(job: BulkJob) -> None:
    decide_many.enqueue(job.pk, cast(datetime, job.lease).isoformat())


def _write(job: BulkJob, from_state: str = JobState.RUNNING, **changes) -> bool:
    """Writes to the job and renews the lease; False if another task has it."""
    now = timezone.now()
    ours = BulkJob.objects.filter(pk=job.pk, state=from_state, lease=job.lease)
    if not ours.update(lease=now, **changes):
        return False
    job.lease = now
    return True


# It queues itself every second, behind all tasks queued meanwhile. Mail has a higher priority.
@task()
def decide_many(job_id: int, lease: str) -> int:
    """Works on a bulk job for a second; ``lease`` is the time of the job's last write."""
    return run(job_id, datetime.fromisoformat(lease))


def run(job_id: int, lease: datetime, seconds: float = RUN_SECONDS, rest: float = REST) -> int:
    """Works on a job for some seconds, and returns the number of comments dealt with."""
    job = BulkJob.objects.select_related("targets").filter(pk=job_id, lease=lease).first()
    if job is None or not _write(job, JobState.WAITING, state=JobState.RUNNING):
        return 0
    begun, first = time.monotonic(), job.position
    while job.position < job.total:
        if (job.position - first) % SLICE == 0:
            moderator = _still_moderating(job)
            if moderator is None:
                _write(job, state=JobState.STOPPED)
                return job.position - first
        if job.position > first and time.monotonic() - begun > seconds:
            _hand_on(job, JobState.RUNNING)
            return job.position - first
        since = time.monotonic()
        if not _deal_with(job, moderator, job.targets.pairs[job.position]):
            return job.position - first
        time.sleep(rest * (time.monotonic() - since))
    with transaction.atomic():
        if _write(job, state=JobState.FINISHED, finished_at=timezone.now()):
            job.targets.delete()
    return job.position - first


def _still_moderating(job: BulkJob):
    """The moderator, read anew; None if they may no longer moderate."""
    moderator = get_user_model().objects.filter(pk=job.moderator_id or 0).first()
    may = permissions.moderates_all if job.action == Action.EMPTY else permissions.moderates
    return moderator if moderator and may(moderator) else None


def _hand_on(job: BulkJob, from_state: str) -> bool:
    """Leaves the rest of the job to another task; False if this task has lost the lease."""
    with transaction.atomic():
        if not _write(job, from_state, state=JobState.WAITING):
            return False
        _enqueue(job)
        return True


@transaction.atomic
def _deal_with(job: BulkJob, moderator, pair: list) -> bool:
    """Decides one comment and advances the job; False if this task has lost the lease."""
    if not _write(job, position=job.position + 1):
        return False
    job.position += 1
    number, version = pair
    try:
        if job.action == Action.EMPTY:
            skipped = not expiry.delete_some(expiry.spam().filter(version=version), [number])
        elif job.action == Action.UNDO:
            skipped = deciding.undo(moderator, number, job=job).conflict
        else:
            skipped = deciding.decide(
                moderator,
                number,
                job.action,
                version,
                reason=job.reason,
                note_to_author=job.note_to_author,
                job=job,
            ).conflict
    except (deciding.Impossible, PermissionDenied):
        skipped = True
    except (OperationalError, InterfaceError):
        raise  # the database is away: the sweep repeats this comment
    except Exception:
        logger.exception("Job %s could not deal with %s", job.pk, number)
        skipped = True
    if skipped:
        BulkJob.objects.filter(pk=job.pk).update(skipped=F("skipped") + 1)
    return True


def stop(job: BulkJob) -> bool:
    """Stops a job after the present comment."""
    found = BulkJob.objects.filter(pk=job.pk, state__in=UNFINISHED)
    return bool(found.update(state=JobState.STOPPED, lease=timezone.now()))


def resume(job: BulkJob) -> None:
    """Resumes a stopped job, in the name of the moderator who began it."""
    if _still_moderating(job) is None:
        raise deciding.Impossible(
            _("%(name)s may no longer moderate.") % {"name": job.moderator_name}
        )
    if job.undos.exists():
        raise deciding.Impossible(_("It was undone. Please choose the comments anew."))
    job.refresh_from_db()
    if not _hand_on(job, JobState.STOPPED):
        raise deciding.Impossible(_("It is not stopped."))


def undoable(job: BulkJob) -> QuerySet:
    """The decisions of a job that can still be undone, the last one first."""
    since = timezone.now() - timedelta(days=UNDO_DAYS)
    found = job.decisions.exclude(action__in=[Action.UNDO, Action.EMPTY]).exclude(conflict=True)
    return found.filter(undone_at=None, comment__isnull=False, decided_at__gt=since).order_by("-pk")


def undo(moderator, job: BulkJob) -> BulkJob:
    """Begins a job that undoes each decision of another, if its comment has not changed since."""
    if not permissions.moderates(moderator):
        raise PermissionDenied(_("Not theirs to moderate."))
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
    return _begin(undoing)


def sweep() -> None:
    """Queues the jobs of killed workers again."""
    old = timezone.now() - timedelta(seconds=ABANDONED_SECONDS)
    for job in BulkJob.objects.filter(state__in=UNFINISHED, lease__lt=old):
        _hand_on(job, job.state)
