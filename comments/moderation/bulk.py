"""Decisions on many comments: in the background, to be watched, stopped, resumed and undone.

A job belongs to whoever knows when it was last written to (``beat_at``): each task carries that
moment, and each write renews it. A second worker, a task that comes too late and a job that was
stopped all fail at their next write. That write and the decision on a comment are one transaction:
after a ``kill -9`` no comment is decided twice and none is left out.
"""

import logging
import time
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from .. import permissions
from ..models import Action, BulkJob, BulkTargets, JobState
from ..models.decision import UNDO_DAYS
from . import deciding

logger = logging.getLogger(__name__)

ACTIONS = {Action.APPROVE, Action.SPAM, Action.REMOVE, Action.HOLD, Action.KEEP}
#: So many are decided at once, while the moderator waits for the page.
AT_ONCE = 100
AT_ONCE_SECONDS = 10
#: How long one task works: mail, and a worker that is told to stop, wait no longer.
RUN_SECONDS = 1
#: Comments between two looks whether the moderator still may.
SLICE = 50
#: After each comment the worker leaves the database to others, for this share of the time it took.
REST = 0.5
#: A job that has not been written to for longer than this lost its worker.
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
    """Begins a job for these comments, each as it is now. Up to ``AT_ONCE`` are decided at once."""
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
        run(job.pk, job.lease, AT_ONCE_SECONDS, rest=0)
        job.refresh_from_db()
    return job


def _enqueue(job: BulkJob) -> None:
    decide_many.enqueue(job.pk, job.lease.isoformat())


def _write(job: BulkJob, from_state: str = JobState.RUNNING, **changes) -> bool:
    """Writes to the job; False if it is no longer in these hands."""
    now = timezone.now()
    ours = BulkJob.objects.filter(pk=job.pk, state=from_state, lease=job.lease)
    if not ours.update(lease=now, **changes):
        return False
    job.lease = now
    return True


# It comes back every second, behind all that was queued in between; mail overtakes it.
@task()
def decide_many(job_id: int, lease: str) -> int:
    """Works on a bulk job for a second; ``beat`` is when the job was last written to."""
    return run(job_id, datetime.fromisoformat(lease))


def run(job_id: int, lease: datetime, seconds: float = RUN_SECONDS, rest: float = REST) -> int:
    """Works on a job for a while; returns how many comments it dealt with."""
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
    """The moderator, as the database knows them now; None if they may no longer moderate."""
    moderator = get_user_model().objects.filter(pk=job.moderator_id).first()
    return moderator if moderator and permissions.moderates(moderator) else None


def _hand_on(job: BulkJob, from_state: str) -> bool:
    """Leaves the rest of the job to another task; False if it was not in these hands."""
    with transaction.atomic():
        if not _write(job, from_state, state=JobState.WAITING):
            return False
        _enqueue(job)
        return True


@transaction.atomic
def _deal_with(job: BulkJob, moderator, pair: list) -> bool:
    """One comment, and the note that it was dealt with. False if the job was taken out of hand."""
    if not _write(job, position=job.position + 1):
        return False
    job.position += 1
    number, version = pair
    try:
        if job.action == Action.UNDO:
            decision = deciding.undo(moderator, number, job=job)
        else:
            decision = deciding.decide(
                moderator,
                number,
                job.action,
                version,
                reason=job.reason,
                note_to_author=job.note_to_author,
                job=job,
            )
        skipped = decision.conflict
    except (deciding.Impossible, PermissionDenied):
        skipped = True
    except (OperationalError, InterfaceError):
        raise  # the database is away: the sweep comes back to this comment
    except Exception:
        logger.exception("Job %s could not deal with %s", job.pk, number)
        skipped = True
    if skipped:
        BulkJob.objects.filter(pk=job.pk).update(skipped=F("skipped") + 1)
    return True


def stop(job: BulkJob) -> bool:
    """Stops a job after the comment at hand."""
    found = BulkJob.objects.filter(pk=job.pk, state__in=UNFINISHED)
    return bool(found.update(state=JobState.STOPPED, lease=timezone.now()))


def resume(job: BulkJob) -> None:
    """Goes on where it was stopped, in the name of who began it."""
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
    """The decisions of a job that can still be taken back, the last one first."""
    since = timezone.now() - timedelta(days=UNDO_DAYS)
    found = job.decisions.exclude(action=Action.UNDO).exclude(conflict=True)
    return found.filter(undone_at=None, comment__isnull=False, decided_at__gt=since).order_by("-pk")


def undo(moderator, job: BulkJob) -> BulkJob:
    """Begins a job that takes back each decision of another, where nothing has happened since."""
    if not permissions.moderates(moderator):
        raise PermissionDenied(_("Not theirs to moderate."))
    with transaction.atomic():
        # One at a time: two moderators may press the button at once.
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
    """Has the worker take up what a killed one left behind."""
    old = timezone.now() - timedelta(seconds=ABANDONED_SECONDS)
    for job in BulkJob.objects.filter(state__in=UNFINISHED, lease__lt=old):
        _hand_on(job, job.state)
