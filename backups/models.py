"""What the site knows of its own backups, and the mark that it is read-only for a while."""

from typing import Self

from django.db import models
from django.utils import timezone


class Backup(models.Model):
    """A backup that was made whole. The files themselves tell the same, where they can be reached."""

    place = models.CharField(max_length=500)
    name = models.CharField(max_length=40)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    size = models.BigIntegerField(default=0)
    verified = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.name

    @classmethod
    def newest(cls) -> Self | None:
        return cls.objects.order_by("-made_at").first()


class ReadOnly(models.Model):
    """While a row is here, the site changes nothing: its database is being moved."""

    since = models.DateTimeField(default=timezone.now)
    moved_to = models.CharField(max_length=200)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.moved_to
