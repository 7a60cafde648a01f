"""What moderators decided: the record from which the filter learns and by which things are undone."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: For so long a decision can be undone.
UNDO_DAYS = 30


class Action(models.TextChoices):
    """What a moderator can do with a comment."""

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


class Decision(models.Model):
    """One decision of one moderator on one comment.

    It outlives the moderator's account, whose name it keeps, and the comment. What was personal in
    it goes when the commenter is erased.
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
        default=False, help_text=_("Somebody else had decided in between: it changed nothing.")
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
    """A reason that moderators can pick, and what the commenter is told then."""

    text = models.CharField(
        _("reason"),
        max_length=200,
        unique=True,
        help_text=_("As moderators pick it and the record shows."),
    )
    note_to_author = models.CharField(
        _("word to the commenter"),
        max_length=300,
        blank=True,
        help_text=_("What the commenter reads beside “was not published”. Left empty: nothing."),
    )

    class Meta:
        ordering = ["text"]

    def __str__(self):
        return self.text
