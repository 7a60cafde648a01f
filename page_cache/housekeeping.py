"""Deletes the changes that every process has read."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from database import steps

from .following import KEPT, now
from .models import Invalidation
from .processes import forget_old

#: A process that does not read for longer has ended, or drops everything (``following.MOST_ROWS``).
KEPT_FOR = timedelta(hours=1)


def run() -> None:
    """Prunes what is old, in small steps. A new process needs the newest rows, however old."""
    forget_old()
    if horizon := now():
        # From the dump of another server, whose transactions had higher ids.
        Invalidation.objects.filter(transaction__gt=horizon.last).delete()
    steps.delete(due())


def due() -> QuerySet[Invalidation]:
    newest = Invalidation.objects.order_by("-transaction", "-pk").values_list("transaction", "pk")
    beyond = newest[KEPT : KEPT + 1]
    if not beyond:
        return Invalidation.objects.none()
    transaction, pk = beyond[0]
    return Invalidation.objects.filter(
        Q(transaction__lt=transaction) | Q(transaction=transaction, pk__lte=pk),
        created_at__lt=timezone.now() - KEPT_FOR,
    )
