"""What the worker forgets of the doors."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from database import steps

from .limits import DAY
from .models import Attempts, PasswordRequest
from .recovery import KEPT


def due() -> QuerySet[Attempts]:
    """What no limit counts any more."""
    return Attempts.objects.filter(last_at__lt=timezone.now() - timedelta(seconds=DAY + 60))


def run() -> None:
    steps.delete(due())
    steps.delete(PasswordRequest.objects.filter(asked_at__lt=timezone.now() - KEPT))
