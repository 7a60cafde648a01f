"""What the learning filter has learned on this site."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class TrainedModel(models.Model):
    """The one filter of the installation, made anew from the record of decisions."""

    weights = models.BinaryField()
    trained_at = models.DateTimeField()
    good = models.PositiveIntegerField(default=0)
    spam = models.PositiveIntegerField(default=0)
    last_decision_id = models.PositiveBigIntegerField(
        default=0, help_text=_("The last decision that was there when it was trained.")
    )
    judged = models.PositiveIntegerField(
        default=0, help_text=_("Decisions that it had not seen, on which it was tried.")
    )
    would_hold = models.PositiveIntegerField(default=0)
    wrongly = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)

    def __str__(self):
        return gettext("%(good)s good, %(spam)s spam") % {"good": self.good, "spam": self.spam}
