"""The jobs' part of the worker's housekeeping."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from database import steps

from .models import Job, JobState, JobTarget, SkippedTarget

#: Days for which a job can be looked up, and a stopped one can be resumed.
KEPT_DAYS = 90


def ended() -> QuerySet[Job]:
    return Job.objects.filter(state__in=[JobState.FINISHED, JobState.STOPPED])


def due() -> QuerySet[Job]:
    """The jobs that ended, or were stopped, long ago."""
    return ended().filter(lease__lt=timezone.now() - timedelta(days=KEPT_DAYS)).order_by()


def run() -> None:
    """Deletes finished and stopped jobs in time."""
    old = due()
    for rows in (JobTarget, SkippedTarget):
        steps.delete(rows.objects.filter(job__in=old))
    steps.delete(old)
