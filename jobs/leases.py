"""How any job is run: for a second at a time, to be watched, stopped and resumed.

``lease`` is the time of the job's last write, and works as a token: every write must present it and
renews it, and each task carries it. A second worker, a late task and the task of a stopped job all
fail at their next write. That write and the change of one target are one transaction: after a
``kill -9`` no target is dealt with twice and none is left out.
"""

import logging
import time
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import UNFINISHED, JobState

logger = logging.getLogger(__name__)

#: The seconds that one task works, so that mail and a stopping worker wait no longer.
RUN_SECONDS = 1
#: After each target the worker rests, for this share of the time that the target took.
REST = 0.5
#: A job without a write for longer than this has lost its worker. Seconds.
ABANDONED_SECONDS = 120


class Skip(Exception):
    """The target is left as it is; the message says why."""


def pause(since: float, rest: float = REST) -> None:
    """Rests after a transaction that began then. Otherwise SQLite's other writers may wait for ever:
    they look from time to time whether the lock is free.
    """
    time.sleep(rest * (time.monotonic() - since))


class Runner(ABC):
    """Runs the jobs of one table, whose rows are ``Leased``."""

    model: type
    #: The targets between two checks that the person still has the permission.
    slice = 50

    @abstractmethod
    def enqueue(self, job) -> None:
        """Queues the task that calls ``run`` with the job's id and lease."""

    @abstractmethod
    def permitted(self, job) -> Any:
        """The person in whose name the job works, read anew; None if they may no longer do this."""

    @abstractmethod
    def deal_with(self, job, person) -> bool:
        """Changes the target before ``job.position``; False, or ``Skip``, if it is left as it is."""

    def note_skipped(self, job, reason: str) -> None:  # noqa: B027 (not every table has a place for it)
        """Notes why the target before ``job.position`` was left as it is."""

    @abstractmethod
    def forget(self, job) -> None:
        """Deletes the targets of a finished job."""

    def run(self, job_id: int, lease: datetime, seconds: float = RUN_SECONDS, rest: float = REST):
        """Works on a job for some seconds, and returns the number of targets dealt with."""
        job = self.model.objects.filter(pk=job_id, lease=lease).first()
        if job is None or not self.write(job, JobState.WAITING, state=JobState.RUNNING):
            return 0
        begun, first = time.monotonic(), job.position
        while job.position < job.total:
            if (job.position - first) % self.slice == 0:
                person = self.permitted(job)
                if person is None:
                    self.write(job, state=JobState.STOPPED)
                    return job.position - first
            if job.position > first and time.monotonic() - begun > seconds:
                self.hand_on(job, JobState.RUNNING)
                return job.position - first
            since = time.monotonic()
            if not self._step(job, person):
                return job.position - first
            pause(since, rest)
        with transaction.atomic():
            if self.write(job, state=JobState.FINISHED, finished_at=timezone.now()):
                self.forget(job)
        return job.position - first

    def write(self, job, from_state: str = JobState.RUNNING, **changes) -> bool:
        """Writes to the job and renews the lease; False if another task has it."""
        now = timezone.now()
        ours = self.model.objects.filter(pk=job.pk, state=from_state, lease=job.lease)
        if not ours.update(lease=now, **changes):
            return False
        job.lease = now
        return True

    def hand_on(self, job, from_state: str) -> bool:
        """Leaves the rest of the job to another task; False if this task has lost the lease."""
        with transaction.atomic():
            if not self.write(job, from_state, state=JobState.WAITING):
                return False
            self.enqueue(job)
            return True

    def stop(self, job) -> bool:
        """Stops a job after the present target."""
        found = self.model.objects.filter(pk=job.pk, state__in=UNFINISHED)
        return bool(found.update(state=JobState.STOPPED, lease=timezone.now()))

    def sweep(self) -> None:
        """Queues the jobs of killed workers again."""
        old = timezone.now() - timedelta(seconds=ABANDONED_SECONDS)
        for job in self.model.objects.filter(state__in=UNFINISHED, lease__lt=old):
            self.hand_on(job, job.state)

    @transaction.atomic
    def _step(self, job, person) -> bool:
        """Deals with one target and advances the job; False if this task has lost the lease."""
        if not self.write(job, position=job.position + 1):
            return False
        job.position += 1
        reason = ""
        try:
            with transaction.atomic():
                done = self.deal_with(job, person)
        except (OperationalError, InterfaceError):
            raise  # the database is away: the sweep repeats this target
        except Skip as skip:
            done, reason = False, str(skip)
        except Exception:
            logger.exception("Job %s could not deal with target %s", job.pk, job.position)
            done, reason = False, _("An error came up, which is in the log of the worker.")
        if not done:
            self.model.objects.filter(pk=job.pk).update(skipped=F("skipped") + 1)
            self.note_skipped(job, reason)
        return True
