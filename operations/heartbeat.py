"""When a worker was last at work: for whoever has to know that mail, schedule and pictures stand still.

It is a lease like those of the single workers, but stays when they end: what reads it need not know
how many there are.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from .models import Lease

NAME = "heartbeat"
#: A round of the schedule takes half a minute. After so long without one, people are told.
SILENT = timedelta(minutes=5)
#: For so long after a sign, the next is not due.
DUE = timedelta(minutes=1)


def beat() -> None:
    """Notes that a worker has just looked at the schedule."""
    Lease.renew(NAME, int(DUE.total_seconds()))


def last() -> datetime | None:
    """The time of the last sign; None if there never was one."""
    until = Lease.objects.filter(name=NAME).values_list("until", flat=True).first()
    return until and until - DUE


def is_silent(sign: datetime | None) -> bool:
    """Whether no worker runs, judged by its last sign. One from the future is of a clock that was wrong."""
    now = timezone.now()
    return sign is None or not now - SILENT < sign < now + SILENT
