"""Commenters, and the discussions that they follow by email."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .status import GONE


class Standing(models.TextChoices):
    """How the rules treat all comments of a commenter, as a moderator decided."""

    NORMAL = "", _("As everybody")
    TRUSTED = "trusted", _("Trusted: published at once")
    WATCHED = "watched", _("Watched: everything is held")
    BANNED = "banned", _("Banned: everything is spam")


def mailbox_of(email: str) -> str:
    """The mailbox that an address leads to: providers ignore what follows a plus, some the dots."""
    local, _at, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


class CommenterManager(models.Manager):
    """Finds commenters by their address, whatever its case."""

    def at(self, email: str, locked: bool = False) -> "Commenter":
        """Gets or creates the commenter with this address; ``locked`` needs a transaction."""
        found = self.select_for_update(no_key=True) if locked else self
        email = email.strip().lower()
        return found.get_or_create(email=email, defaults={"mailbox": mailbox_of(email)})[0]


class Commenter(models.Model):
    """Somebody who writes under an email address.

    Until the owner confirms the address, it may be anybody's: the only mail to it is the one that
    asks for the confirmation.
    """

    email = models.EmailField(unique=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    mailbox = models.EmailField(
        editable=False,
        db_default="",
        db_index=True,
        help_text=_("The mailbox that the address leads to. Mails to it are counted together."),
    )
    muted_at = models.DateTimeField(_("wants no mail since"), null=True, blank=True)
    refused_at = models.DateTimeField(
        _("does not want to be asked since"), null=True, blank=True, editable=False
    )
    first_seen_at = models.DateTimeField(default=timezone.now)
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.NORMAL, blank=True)
    banned_until = models.DateTimeField(
        null=True,
        editable=False,
        help_text=_("When the ban ends by itself. Empty: when a moderator ends it."),
    )

    objects = CommenterManager()

    def __str__(self):
        return self.email

    def standing_at(self, moment: datetime) -> str:
        """The standing that counts at a moment. A ban that is over counts no more, tidied or not."""
        is_over = self.banned_until is not None and self.banned_until <= moment
        return Standing.NORMAL if self.standing == Standing.BANNED and is_over else self.standing

    @property
    def current_standing(self) -> str:
        return self.standing_at(timezone.now())

    @property
    def ban_ends(self) -> datetime | None:
        """When the present ban ends; None without a ban, or without an end."""
        return self.banned_until if self.current_standing == Standing.BANNED else None

    @property
    def standing_in_words(self) -> str:
        """The present standing, and the end of a ban."""
        if self.ban_ends is None:
            return str(Standing(self.current_standing).label)
        until = date_format(timezone.localtime(self.ban_ends), "j F Y, H:i")
        return gettext("Banned until %(moment)s: everything is spam") % {"moment": until}

    def record(self, without: int | None = None) -> dict[str, int]:
        """The commenter's comments, counted by status."""
        counted = self.comments.exclude(pk=without) if without else self.comments.all()
        rows = counted.values_list("status").annotate(models.Count("pk"))
        return dict(rows)

    def deleted(self) -> int:
        """The decisions that made comments spam or removed which have been deleted since."""
        taken_down = self.decisions.filter(
            to_status__in=GONE, comment__commenter=None, conflict=False, undone_at=None
        )
        return taken_down.exclude(from_status__in=GONE).count()

    @property
    def wants_mail(self) -> bool:
        return self.confirmed_at is not None and self.muted_at is None


class FollowScope(models.TextChoices):
    """The comments that a follower hears of."""

    REPLIES = "replies", _("replies to your comment")
    THREAD = "thread", _("everything in this thread")
    PAGE = "page", _("everything in this discussion")


class Follow(models.Model):
    """A subscription by email. It is active once the owner of the address has confirmed it."""

    commenter = models.ForeignKey(Commenter, on_delete=models.CASCADE, related_name="follows")
    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="discussion_follows"
    )
    scope = models.CharField(max_length=8, choices=FollowScope)
    comment = models.ForeignKey(
        "comments.ReaderComment",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="follows",
        help_text=_(
            "The comment whose replies are followed, or the first one of the followed thread."
        ),
    )
    active = models.BooleanField(default=False)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commenter", "page", "scope", "comment"], name="one_follow_of_each"
            ),
            # In a unique constraint two NULLs differ.
            models.UniqueConstraint(
                fields=["commenter", "page", "scope"],
                condition=models.Q(comment=None),
                name="one_follow_of_a_page",
            ),
        ]
        indexes = [models.Index(fields=["page", "active"], name="follow_of_page")]

    def __str__(self):
        return f"{self.commenter}: {self.get_scope_display()}, {self.page}"
