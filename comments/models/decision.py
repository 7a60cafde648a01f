"""The record of moderators' decisions: the filter learns from it, and undoing reads it."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: The days in which a decision can be undone.
UNDO_DAYS = 30


class Action(models.TextChoices):
    """The actions of a moderator."""

    APPROVE = "approve", _("Approve")
    TRUST = "trust", _("Approve and trust")
    SPAM = "spam", _("Spam")
    REMOVE = "remove", _("Remove")
    HOLD = "hold", _("Hold")
    KEEP = "keep", _("Keep as it is")
    EDIT = "edit", _("Edit")
    REPLY = "reply", _("Reply")
    CLOSE = "close", _("Close the thread")
    OPEN = "open", _("Open the thread")
    BAN = "ban", _("Ban the commenter")
    BAN_NETWORK = "ban_network", _("Ban the network")
    STANDING = "standing", _("Change the standing")
    UNDO = "undo", _("Undo")
    EMPTY = "empty", _("Empty spam")


class Decision(models.Model):
    """One decision of one moderator on one comment.

    The row outlives the comment and the moderator's account, whose name it keeps. Erasing the
    commenter empties its personal fields.
    """

    comment = models.ForeignKey(
        "comments.ReaderComment", null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    commenter = models.ForeignKey(
        "comments.Commenter", null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    moderator_name = models.CharField(_("moderator"), max_length=150)
    action = models.CharField(max_length=12, choices=Action)
    from_status = models.CharField(max_length=12)
    to_status = models.CharField(max_length=12)
    decided_at = models.DateTimeField(_("when"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    waited_seconds = models.PositiveIntegerField(
        _("waited"),
        null=True,
        help_text=_("Seconds from sending to the first decision on a held comment."),
    )
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    job = models.ForeignKey(
        "comments.BulkJob", null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    undoes = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)
    conflict = models.BooleanField(
        default=False,
        help_text=_("Another moderator had decided in between, so this decision changed nothing."),
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["decided_at"], name="decision_at"),
            models.Index(fields=["action", "decided_at"], name="decision_of_action"),
        ]

    def __str__(self):
        return f"{self.moderator_name}: {self.get_action_display()}"


class DecisionReason(models.Model):
    """A reason that moderators can pick, with the note that the commenter then reads."""

    text = models.CharField(
        _("reason"),
        max_length=200,
        unique=True,
        help_text=_("Moderators pick it, and the record shows it."),
    )
    note_to_author = models.CharField(
        _("note to the commenter"),
        max_length=300,
        blank=True,
        help_text=_("The commenter reads it beside “was not published”. Left empty: nothing."),
    )

    class Meta:
        ordering = ["text"]

    def __str__(self):
        return self.text
