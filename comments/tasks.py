"""Background work for discussions."""

from datetime import datetime

from django_tasks import task

from . import bulk, outbox


# Before pictures: somebody may be waiting at their mailbox.
@task(priority=50)
def send_mail() -> int:
    """Sends the mail that is due, and calls itself again while there is more."""
    seen = outbox.send_due()
    if seen >= outbox.RUN:
        outbox.call_worker()
    return seen


# It comes back every second, behind all that was queued in between; mail overtakes it.
@task()
def decide_many(job_id: int, beat: str) -> int:
    """Works on a bulk job for a second; ``beat`` is when the job was last written to."""
    return bulk.run(job_id, datetime.fromisoformat(beat))
