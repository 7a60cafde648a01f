"""Background work for discussions."""

from django_tasks import task

from . import outbox


# Before pictures: somebody may be waiting at their mailbox.
@task(priority=50)
def send_mail() -> int:
    """Sends the mail that is due, and calls itself again while there is more."""
    seen = outbox.send_due()
    if seen >= outbox.RUN:
        outbox.call_worker()
    return seen
