"""The verdicts of the rules on a comment, as stored with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Effect(models.TextChoices):
    """The effect of a verdict on a comment, from the mildest."""

    NOTE = "note", _("Only remarks on it")
    HOLD = "hold", _("Holds it")
    SPAM = "spam", _("Calls it spam")


class Finding(models.Model):
    """One rule's reason, in a sentence for the moderator."""

    comment = models.ForeignKey(
        "comments.ReaderComment", on_delete=models.CASCADE, related_name="findings"
    )
    rule = models.CharField(max_length=20)
    effect = models.CharField(max_length=4, choices=Effect)
    message = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["rule", "comment"], name="finding_of_rule")]

    def __str__(self):
        return self.message
