"""Jobs: changes of many pages or other rows, which the worker makes one after the other."""

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


UNFINISHED = [JobState.WAITING, JobState.RUNNING]


class Leased(models.Model):
    """What every kind of job has: how far it is, and which task may write to it."""

    total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(
        default=0, help_text=_("The number of targets that the job has dealt with.")
    )
    skipped = models.PositiveIntegerField(
        default=0, help_text=_("Targets that were left as they are, or that are gone.")
    )
    state = models.CharField(max_length=8, choices=JobState, default=JobState.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    lease = models.DateTimeField(
        null=True,
        help_text=_(
            "When the worker last wrote here. Every write must present this time and renews it."
        ),
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Job(Leased):
    """One change of many rows, in the name of the person who asked for it."""

    kind = models.CharField(max_length=30)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    user_name = models.CharField(_("begun by"), max_length=150)
    subject = models.CharField(
        _("what was chosen"), max_length=300, help_text=_("For instance the title of the topic.")
    )
    details = models.JSONField(
        default=dict, help_text=_("What else was chosen, and what the job notes on its way.")
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.kind}: {self.subject}"


class JobTarget(models.Model):
    """One row that a job will change. It goes when the job has finished."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="targets")
    number = models.PositiveIntegerField()
    object_id = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="jobs_target_of_a_job")
        ]

    def __str__(self):
        return gettext("Target %(number)s of job %(job)s") % {
            "number": self.number,
            "job": self.job_id,
        }


class SkippedTarget(models.Model):
    """A target that a job left as it was, and why. Of many, a job names only the first."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="skipped_targets")
    object_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=300, help_text=_("As it was then."))
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "object_id"], name="jobs_skipped_target_of_a_job"
            )
        ]

    def __str__(self):
        return self.title
