"""What people are told of a job: what it does, how far it is, and what became of it."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .kinds import KINDS
from .models import UNFINISHED, Job, JobState, Leased

#: After so many seconds without a sign of the worker people are told. A job writes several times a
#: second, and in between it waits for its turn in the queue.
SILENT_SECONDS = 20


def label(job: Job) -> str:
    kind = KINDS.get(job.kind)
    return str(kind.label) if kind else job.kind


def progress(job) -> str:
    """How many targets are dealt with."""
    values = {
        "position": f"{job.position:,}",
        "total": f"{job.total:,}",
        "skipped": f"{job.skipped:,}",
    }
    if not job.skipped:
        return _("%(position)s of %(total)s") % values
    message = ngettext(
        "%(position)s of %(total)s, %(skipped)s left as it was",
        "%(position)s of %(total)s, %(skipped)s left as they were",
        job.skipped,
    )
    return message % values


def words(job: Job) -> str:
    return f"{label(job)}: {progress(job)}"


def state(job: Leased) -> str:
    if silent := silence(job):
        return silent
    if job.state == JobState.WAITING and job.position:
        return str(JobState.RUNNING.label)  # between two turns of the worker
    return job.get_state_display()


def silence(job: Leased) -> str:
    """Says for how long the worker has given no sign of an unfinished job, if that is long."""
    if job.state not in UNFINISHED or job.lease is None:
        return ""
    seconds = int((timezone.now() - job.lease).total_seconds())
    if seconds < SILENT_SECONDS:
        return ""
    sentence = _(
        "The worker has not reported for %(seconds)s seconds. The job goes on by itself when it does."
    )
    return sentence % {"seconds": f"{seconds:,}"}


def at_work(job: Job) -> str:
    """A sentence or two for pages that the job concerns."""
    values = {
        "job": label(job),
        "name": job.user_name,
        "subject": job.subject,
        "done": f"{job.position:,}",
        "total": f"{job.total:,}",
    }
    if job.state == JobState.STOPPED:
        sentence = _(
            "“%(job)s” of %(name)s on “%(subject)s” was stopped at %(done)s of %(total)s. It can be "
            "resumed."
        )
        return sentence % values
    sentence = _("“%(job)s” of %(name)s is at work on “%(subject)s”: %(done)s of %(total)s.")
    return f"{sentence % values} {silence(job)}".rstrip()
