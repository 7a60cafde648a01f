"""The stored model of the learning filter."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class TrainedModels(models.QuerySet):
    def usable(self):
        """Without models of earlier versions, which knew other features: they would judge wrongly."""
        return self.filter(proven__isnull=False)


class TrainedModel(models.Model):
    """The one model of the installation. Each training replaces it."""

    weights = models.BinaryField()
    trained_at = models.DateTimeField()
    good = models.PositiveIntegerField(default=0)
    spam = models.PositiveIntegerField(default=0)
    last_decision_id = models.PositiveBigIntegerField(
        default=0, help_text=_("The last decision before the training.")
    )
    judged = models.PositiveIntegerField(
        default=0, help_text=_("The number of unseen decisions that it was tried on.")
    )
    would_hold = models.PositiveIntegerField(default=0)
    wrongly = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    proven = models.PositiveSmallIntegerField(
        null=True,
        help_text=_("Of 100 comments that it holds, at least so many are spam, by this record."),
    )

    objects = TrainedModels.as_manager()

    def __str__(self):
        return gettext("%(good)s good, %(spam)s spam") % {"good": self.good, "spam": self.spam}
