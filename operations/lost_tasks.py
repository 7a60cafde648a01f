"""Tasks whose worker was killed: they are run again, by whichever worker is there.

The package marks a task as running and nothing else: when its worker is killed it stays so for ever. Each
worker therefore renews a lease of its own; a running task without one is put back in line. All tasks of
the site may be run twice: they bring something up to date, or present a lease of their own.
"""

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .models import Lease

logger = logging.getLogger(__name__)

#: Without a sign of life for this long a worker is dead. It gives one each half a minute.
ALIVE = timedelta(minutes=2)
#: A task that so many workers did not survive is not run again.
TRIES = 3


def _name(worker: str) -> str:
    return f"worker:{worker}"


def is_alive(worker: str) -> None:
    """Notes that this worker is at work."""
    Lease.renew(_name(worker), int(ALIVE.total_seconds()))


def has_ended(worker: str) -> None:
    """Forgets a worker that has ended by itself, after its last task."""
    Lease.objects.filter(name=_name(worker)).delete()


def sweep() -> None:
    """Puts the tasks of dead workers back in line."""
    now = timezone.now()
    workers = Lease.objects.filter(name__startswith=_name(""))
    # One that ends later than any worker could have said comes from a clock that was wrong.
    alive = set(
        workers.filter(until__gt=now, until__lte=now + 2 * ALIVE).values_list("name", flat=True)
    )
    running = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=now - ALIVE
    )
    for task in running.only("pk", "worker_ids", "started_at", "task_path"):
        if _name(task.worker_ids[-1] if task.worker_ids else "") not in alive:
            _put_back(task)
    workers.filter(until__lt=now - ALIVE).delete()


def _put_back(task: DBTaskResult) -> None:
    again = len(task.worker_ids) < TRIES
    changes = (
        {"status": TaskResultStatus.READY}
        if again
        else {"status": TaskResultStatus.FAILED, "finished_at": timezone.now()}
    )
    same = DBTaskResult.objects.filter(
        pk=task.pk, status=TaskResultStatus.RUNNING, started_at=task.started_at
    )
    if same.update(**changes):
        logger.warning(
            "The worker ended while it ran %s; %s",
            task.task_path,
            "it is run again" if again else "after the third time it is given up",
        )
