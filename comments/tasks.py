"""Background work for discussions."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from . import akismet, bulk, outbox, teaching


# Before mail, and before anybody is told of the comment.
@task(priority=60)
def ask_akismet(comment_id: int, tries: int = 1) -> None:
    """Asks Akismet about a comment, and again a little later if it does not answer."""
    wait = akismet.ask(comment_id, tries)
    if wait:
        later = timezone.now() + timedelta(minutes=wait)
        ask_akismet.using(run_after=later).enqueue(comment_id, tries + 1)


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


@task(priority=-10)
def tell_akismet(decision_id: int) -> None:
    """Tells Akismet that a moderator saw it otherwise."""
    akismet.tell(decision_id)


# Last of all: it takes half a minute.
@task(priority=-20)
def teach() -> None:
    """Has the learning filter learn anew, unless another worker just did."""
    if teaching.is_due():
        teaching.teach()
