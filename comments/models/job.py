"""Jobs in bulk: decisions on many comments, which the worker makes one after the other."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs.models import JobState, Leased

__all__ = ["BulkJob", "BulkTargets", "JobState"]


class BulkJob(Leased):
    """One action for a list of comments. It can be stopped, resumed and undone."""

    action = models.CharField(max_length=12)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    moderator_name = models.CharField(_("moderator"), max_length=150)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    note_to_author = models.CharField(_("note to the commenters"), max_length=300, blank=True)
    selection = models.CharField(_("selection"), max_length=300, blank=True)
    undo_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="undos")

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.action}: {self.total}"


class BulkTargets(models.Model):
    """The comments of a job, apart from the job's own row, which is written with each comment."""

    job = models.OneToOneField(
        BulkJob, primary_key=True, on_delete=models.CASCADE, related_name="targets"
    )
    pairs = models.JSONField(
        help_text=_(
            "The id of a comment and its version when it was selected; or of a decision to undo, and 0."
        )
    )

    def __str__(self):
        return gettext("Targets of job %(number)s") % {"number": self.job_id}
