"""The worker's hourly deletion of old rows, and the mails that had to wait."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from . import locks
from .mailing import sending
from .models import (
    Commenter,
    Follow,
    Mail,
    MailKind,
    NetworkBan,
    ReaderComment,
    Standing,
    Status,
)
from .models.mail import CONFIRM_HOURS
from .moderation import standing
from .notify import confirmation
from .notify.confirmation import UNCONFIRMED_DAYS
from .personal_data import expiry, retention

#: The days in which moderators still see an expired ban, and can prolong it.
EXPIRED_BAN_DAYS = 90


def run() -> None:
    """Deletes old mails, traces and spam, bans that are over, unconfirmed comments, and unused addresses."""
    sending.prune()
    retention.run()
    expiry.run()
    now = timezone.now()
    old = now - timedelta(days=UNCONFIRMED_DAYS)
    _forget_unconfirmed(old)
    # First the bans that are over: their commenters may be unused.
    standing.end_bans()
    _forget_unused(old)
    confirmation.ask_what_waits()
    due_bans().delete()


def due_bans() -> QuerySet[NetworkBan]:
    expired = timezone.now() - timedelta(days=EXPIRED_BAN_DAYS)
    return NetworkBan.objects.filter(until__lt=expired)


def due_unconfirmed(old) -> QuerySet[ReaderComment]:
    """Comments that nobody confirmed, except where a link sent lately still works."""
    since = timezone.now() - timedelta(hours=CONFIRM_HOURS)
    asked = Mail.objects.filter(kind=MailKind.CONFIRM, used_at=None, created_at__gt=since)
    asked = asked.filter(commenter__isnull=False).exclude(confirmation.REQUESTS)
    return ReaderComment.objects.filter(
        status=Status.UNCONFIRMED, withdrawn=False, posted_at__lt=old
    ).exclude(commenter__in=asked.values("commenter"))


def _forget_unconfirmed(old) -> None:
    found = due_unconfirmed(old)
    for pk in list(found.order_by().values_list("pk", flat=True)):
        with transaction.atomic():
            locks.of_comments([pk])
            # Its author may have confirmed it meanwhile.
            comment = found.filter(pk=pk).first()
            if comment:
                locks.mails(Mail.objects.filter(Q(comment=pk) | Q(follow__comment=pk)))
                # It has no replies, because nobody ever saw it.
                comment.delete()


def _forget_unused(old) -> None:
    """Deletes addresses that nobody used.

    A standing that a moderator set lasts until a moderator ends it, and the owner can still confirm
    a recent request.
    """
    asked = Mail.objects.filter(kind=MailKind.CONFIRM, commenter__isnull=False, created_at__gt=old)
    wished = Follow.objects.filter(since__gt=old)
    unused = (
        Commenter.objects.filter(
            first_seen_at__lt=old,
            confirmed_at=None,
            muted_at=None,
            refused_at=None,
            standing=Standing.NORMAL,
            comments=None,
        )
        .exclude(pk__in=asked.values("commenter"))
        .exclude(pk__in=wished.values("commenter"))
    )
    for pk in list(unused.values_list("pk", flat=True)):
        with transaction.atomic():
            locks.commenters(Commenter.objects.filter(pk=pk), to_delete=True)
            # Meanwhile a moderator may have set a standing, or the commenter may have written.
            commenter = unused.filter(pk=pk).first()
            if commenter:
                locks.mails(Mail.objects.filter(commenter=pk))
                commenter.delete()
