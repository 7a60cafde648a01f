"""The outbox: mails to send, and the mails of the last weeks with their outcome."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

#: The hours in which a link that confirms an address works.
CONFIRM_HOURS = 48


class MailKind(models.TextChoices):
    """The purpose of a mail."""

    CONFIRM = "confirm", _("Please confirm")
    FAN_OUT = "fan_out", _("Find the followers")
    NOTICE = "notice", _("A new comment")
    OUTCOME = "outcome", _("The decision on a comment")
    DIGEST = "digest", _("Comments wait for a moderator")


class MailState(models.TextChoices):
    """The state of a mail."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer wanted")
    FAILED = "failed", _("Failed")


def new_seed() -> str:
    return secrets.token_hex(16)


def token_of(seed: str) -> str:
    """The secret of a link. The database alone is not enough to compute it."""
    return salted_hmac("comments.confirm", seed).hexdigest()[:32]


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class Mail(models.Model):
    """A mail to a commenter or moderator, stored in the transaction of the change that it reports.

    The worker writes its text when it sends it, so that a comment withdrawn meanwhile is not in it.
    A row of the kind ``FAN_OUT`` is no mail yet: a comment has become visible, and the worker has
    to find its followers.
    """

    kind = models.CharField(max_length=8, choices=MailKind)
    commenter = models.ForeignKey(
        "comments.Commenter", null=True, on_delete=models.CASCADE, related_name="mails"
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    comment = models.ForeignKey(
        "comments.ReaderComment", null=True, on_delete=models.CASCADE, related_name="mails"
    )
    follow = models.ForeignKey(
        "comments.Follow", null=True, on_delete=models.SET_NULL, related_name="mails"
    )
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    due_at = models.DateTimeField(_("next try"), default=timezone.now)
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(
        null=True,
        help_text=_("When the worker gave it to the mail server: it may have arrived since then."),
    )
    tries = models.PositiveSmallIntegerField(default=0)
    crashes = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    error = models.CharField(_("last problem"), max_length=300, blank=True)
    seed = models.CharField(max_length=32, default=new_seed)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True)
    used_at = models.DateTimeField(null=True)
    network_hash = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("mail to readers")
        verbose_name_plural = _("mail to readers")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "commenter", "comment"],
                condition=models.Q(kind="notice"),
                name="told_once",
            )
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="mail_due"),
            models.Index(fields=["kind", "created_at"], name="mail_ceilings"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.commenter or self.moderator}"

    def save(self, *args, **kwargs):
        if self.kind == MailKind.CONFIRM and not self.token_hash:
            self.token_hash = hash_token(token_of(self.seed))
        super().save(*args, **kwargs)

    @property
    def is_request(self) -> bool:
        """Whether its link leads to the commenter's own page: it has no comment and no follow."""
        return not self.comment_id and not self.follow_id

    @property
    def is_expired(self) -> bool:
        return timezone.now() > self.created_at + timedelta(hours=CONFIRM_HOURS)
