"""What moderators decided: the record from which the filter learns and by which things are undone."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

#: For so long a decision can be undone.
UNDO_DAYS = 30


class Action(models.TextChoices):
    """What a moderator can do with a comment."""

    APPROVE = "approve", "Approve"
    TRUST = "trust", "Approve and trust"
    SPAM = "spam", "Spam"
    REMOVE = "remove", "Remove"
    HOLD = "hold", "Hold"
    KEEP = "keep", "Keep as it is"
    EDIT = "edit", "Edit"
    REPLY = "reply", "Reply"
    CLOSE = "close", "Close the thread"
    OPEN = "open", "Open the thread"
    BAN = "ban", "Ban the commenter"
    BAN_NETWORK = "ban_network", "Ban the network"
    STANDING = "standing", "Change the standing"
    UNDO = "undo", "Undo"


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
    moderator_name = models.CharField("moderator", max_length=150)
    action = models.CharField(max_length=12, choices=Action)
    from_status = models.CharField(max_length=12)
    to_status = models.CharField(max_length=12)
    decided_at = models.DateTimeField("when", default=timezone.now)
    reason = models.CharField("reason", max_length=300, blank=True)
    waited_seconds = models.PositiveIntegerField(
        "waited",
        null=True,
        help_text="Seconds from sending to the first decision on a held comment.",
    )
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    job = models.ForeignKey(
        "comments.BulkJob", null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    undoes = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)
    conflict = models.BooleanField(
        default=False, help_text="Somebody else had decided in between: it changed nothing."
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
        "reason",
        max_length=200,
        unique=True,
        help_text="As moderators pick it and the record shows.",
    )
    note_to_author = models.CharField(
        "word to the commenter",
        max_length=300,
        blank=True,
        help_text="What the commenter reads beside “was not published”. Left empty: nothing.",
    )

    class Meta:
        ordering = ["text"]

    def __str__(self):
        return self.text
