"""What is stored about attempts at the doors."""

from django.db import models
from django.utils import timezone


class Attempts(models.Model):
    """The times at which something was tried lately, under a code of what or whom it concerned."""

    code = models.CharField(max_length=64, primary_key=True)
    times = models.JSONField(default=list)  # seconds since 1970, the oldest first
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self):
        return f"{len(self.times)} until {self.last_at:%Y-%m-%d %H:%M}"  # not translated: for logs


class PasswordRequest(models.Model):
    """Somebody wants a new password for an address, whether or not anybody has it. The worker answers."""

    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.pk} of {self.asked_at:%Y-%m-%d %H:%M}"  # not translated: for logs
