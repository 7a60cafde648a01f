"""Decisions on many comments, which the worker takes one after the other."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """How far it is."""

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
    note_to_author = models.CharField(_("word to the commenters"), max_length=300, blank=True)
    selection = models.CharField(_("what was chosen"), max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(
        default=0, help_text=_("How many of them were dealt with.")
    )
    skipped = models.PositiveIntegerField(
        default=0, help_text=_("Those that somebody else decided, or that are gone.")
    )
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    undo_of = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="undos")
    created_at = models.DateTimeField(default=timezone.now)
    lease = models.DateTimeField(
        null=True, help_text=_("When the worker last wrote here. Only who knows it may write next.")
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.action}: {self.total}"


class BulkTargets(models.Model):
    """What a job is to deal with: in a row of its own, for the job's is written with each comment."""

    job = models.OneToOneField(
        BulkJob, primary_key=True, on_delete=models.CASCADE, related_name="targets"
    )
    pairs = models.JSONField(
        help_text=_(
            "A comment's id and the turn at which it was chosen; or a decision to undo, and 0."
        )
    )

    def __str__(self):
        return gettext("Targets of job %(number)s") % {"number": self.job_id}
