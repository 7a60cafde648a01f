"""The leases by which several workers share the scheduled work, and what browsers have refused to load."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Lease(models.Model):
    """Scheduled work that one of several workers has taken, and the end of its time for it."""

    name = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        until = self.until.isoformat(" ", "seconds")
        return f"{self.name} ({until})"

    @classmethod
    def take(cls, name: str, seconds: int) -> bool:
        """Takes the work for this many seconds, unless another worker has it."""
        now = timezone.now()
        until = now + timedelta(seconds=seconds)
        # A lease of more than twice the time comes from a clock that was wrong. It must not last.
        free = Q(until__lte=now) | Q(until__gt=now + timedelta(seconds=2 * seconds))
        if cls.objects.filter(free, name=name).update(until=until):
            return True
        return cls.objects.get_or_create(name=name, defaults={"until": until})[1]

    @classmethod
    def renew(cls, name: str, seconds: int) -> None:
        """Keeps the work for this many seconds more; only whoever has it may do so."""
        until = timezone.now() + timedelta(seconds=seconds)
        cls.objects.update_or_create(name=name, defaults={"until": until})


class PolicyReport(models.Model):
    """What the content security policy kept a page from loading, as browsers told it, whoever's they were."""

    directive = models.CharField(max_length=40, editable=False)
    blocked = models.CharField(max_length=120, editable=False)
    path = models.CharField(max_length=200, editable=False)
    count = models.PositiveIntegerField(default=1, editable=False)
    seen_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["directive", "blocked", "path"], name="policy_report")
        ]

    def __str__(self):
        return f"{self.directive}: {self.blocked}"
