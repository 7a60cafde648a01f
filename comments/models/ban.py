"""Banned networks."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .finding import Effect


class NetworkBan(models.Model):
    """A network that is banned for a while only, because network addresses change hands."""

    network = models.CharField(
        max_length=43, unique=True, help_text=_("For instance 203.0.113.0/24.")
    )
    effect = models.CharField(
        _("what becomes of its comments"),
        max_length=4,
        choices=[(Effect.HOLD, _("Held")), (Effect.SPAM, _("Spam"))],
        default=Effect.SPAM,
    )
    until = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.CharField(max_length=150, editable=False)

    class Meta:
        verbose_name = _("banned network")
        ordering = ["-made_at"]

    def __str__(self):
        return self.network
