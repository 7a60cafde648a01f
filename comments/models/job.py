"""Jobs in bulk: decisions on many comments, which the worker makes one after the other."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """The progress of a job."""

    WAITING = "waiting", _("Waiting for the worker")
    RUNNING = "running", _("At work")
    STOPPED = "stopped", _("Stopped")
    FINISHED = "finished", _("Finished")


class BulkJob(models.Model):
    """One action for a list of comments. It can be stopped, resumed and undone."""

    action = models.CharField(max_length=12)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    moderator_name = models.CharField(_("moderator"), max_length=150)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    note_to_author = models.CharField(_("note to the commenters"), max_length=300, blank=True)
    selection = models.CharField(_("selection"), max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(
        default=0, help_text=_("The number of comments that the job has dealt with.")
    )
    skipped = models.PositiveIntegerField(
        default=0, help_text=_("Comments that somebody else decided, or that are gone.")
    )
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    undo_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="undos")
    created_at = models.DateTimeField(default=timezone.now)
    lease = models.DateTimeField(
        null=True,
        help_text=_(
            "When the worker last wrote here. Every write must present this time and renews it."
        ),
    )
    finished_at = models.DateTimeField(null=True)

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
