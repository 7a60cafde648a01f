"""Readers' reports of comments."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReportReason(models.TextChoices):
    """The reason of a report."""

    SPAM = "spam", _("It is advertising or spam")
    ABUSE = "abuse", _("It insults or threatens somebody")
    FALSE = "false", _("It says something false that does harm")
    PRIVATE = "private", _("It gives away something private")
    OTHER = "other", _("Something else")


class ReportOutcome(models.TextChoices):
    """The answer of the moderators to a report."""

    OPEN = "open", _("Not yet looked at")
    RIGHT = "right", _("Right: the comment was taken down")
    WRONG = "wrong", _("The comment stayed")


class Report(models.Model):
    """A reader's report of a comment: one for each network, so that one person counts once."""

    comment = models.ForeignKey(
        "comments.ReaderComment", on_delete=models.CASCADE, related_name="reports"
    )
    reason = models.CharField(max_length=10, choices=ReportReason)
    message = models.CharField(_("in the reader’s words"), max_length=500, blank=True)
    network_hash = models.CharField(max_length=32)
    reported_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=5, choices=ReportOutcome, default=ReportOutcome.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "network_hash"], name="one_report_per_network"
            )
        ]
        indexes = [models.Index(fields=["network_hash", "outcome"], name="report_record")]

    def __str__(self):
        return f"{self.get_reason_display()}. {self.message}".strip()
