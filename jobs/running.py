"""Begins, runs, resumes and sweeps up jobs."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.log_actions import LogContext

from .kinds import KINDS, in_the_way, refusal
from .leases import Runner, Skip
from .models import Job, JobState, JobTarget

#: So many of the targets that were left as they were are named.
NAMED = 50


class Impossible(Exception):
    """The job cannot be begun or resumed; the message says why."""


class Jobs(Runner):
    """The jobs of ``Job``."""

    model = Job

    def enqueue(self, job: Job) -> None:
        work.enqueue(job.pk, cast(datetime, job.lease).isoformat())

    def permitted(self, job: Job):
        user = get_user_model().objects.filter(pk=job.user_id or 0, is_active=True).first()
        kind = KINDS.get(job.kind)
        able = kind and user and user.has_perm("wagtailadmin.access_admin") and kind.permitted(user)
        return user if able else None

    def deal_with(self, job: Job, person) -> bool:
        kind, target = KINDS[job.kind], self._target(job)
        try:
            with LogContext(user=person):
                kind.change(job, person, target)
        except PermissionDenied as denied:
            raise Skip(kind.denied(person, target)) from denied
        except ValidationError as error:  # Wagtail’s own form would refuse it, too
            raise Skip(" ".join(error.messages)) from error
        return True

    def note_skipped(self, job: Job, reason: str) -> None:
        target = self._target(job)
        if job.skipped_targets.count() < NAMED:
            job.skipped_targets.get_or_create(
                object_id=target,
                defaults={"title": KINDS[job.kind].title(target)[:300], "reason": reason[:500]},
            )

    @staticmethod
    def _target(job: Job) -> int:
        return job.targets.get(number=job.position - 1).object_id

    def forget(self, job: Job) -> None:
        job.targets.all().delete()

    def resume(self, job: Job) -> None:
        """Resumes a stopped job, in the name of the person who began it."""
        if self.permitted(job) is None:
            raise Impossible(_("%(name)s may no longer do this.") % {"name": job.user_name})
        job.refresh_from_db()
        kind = KINDS[job.kind]
        left = job.targets.filter(number__gte=job.position).values_list("object_id", flat=True)
        with transaction.atomic():
            if other := in_the_way(kind, left, kind.places(job)):
                raise Impossible(refusal(other))
            if not self.hand_on(job, JobState.STOPPED):
                raise Impossible(_("It is not stopped."))


jobs = Jobs()


@transaction.atomic
def begin(kind: str, user, subject: str, targets: Iterable[int], **details) -> Job:
    """Stores a job for these targets, and queues its first task, in one transaction."""
    numbers = list(targets)
    job = Job.objects.create(
        kind=kind,
        user=user,
        user_name=(user.get_full_name() or user.get_username())[:150],
        subject=subject[:300],
        details=details,
        total=len(numbers),
        lease=timezone.now(),
    )
    JobTarget.objects.bulk_create(
        (JobTarget(job=job, number=n, object_id=pk) for n, pk in enumerate(numbers)),
        batch_size=1000,
    )
    jobs.enqueue(job)
    return job


# It queues itself every second, behind all tasks queued meanwhile.
@task()
def work(job_id: int, lease: str) -> int:
    """Works on a job for a second; ``lease`` is the time of the job's last write."""
    return jobs.run(job_id, datetime.fromisoformat(lease))
