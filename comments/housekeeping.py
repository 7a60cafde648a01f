"""What the worker tidies up once in a while."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from . import locks, outbox, retention
from .models import (
    Commenter,
    Follow,
    Kind,
    Mail,
    NetworkBan,
    ReaderComment,
    Standing,
    Status,
)
from .models.mail import CONFIRM_HOURS

#: A comment that nobody confirmed, and an address that nobody used.
UNCONFIRMED_DAYS = 14
#: So long an expired ban stays to be seen, and to be made longer.
EXPIRED_BAN_DAYS = 90


def keep() -> None:
    """Forgets old mails and traces, expired bans, comments never confirmed, unused addresses."""
    outbox.prune()
    retention.keep()
    now = timezone.now()
    old = now - timedelta(days=UNCONFIRMED_DAYS)
    _forget_unconfirmed(old)
    _forget_unused(old)
    expired = now - timedelta(days=EXPIRED_BAN_DAYS)
    NetworkBan.objects.filter(until__lt=expired).delete()


def _forget_unconfirmed(old) -> None:
    """Comments that nobody confirmed. A link that was sent lately still works."""
    since = timezone.now() - timedelta(hours=CONFIRM_HOURS)
    asked = Mail.objects.filter(kind=Kind.CONFIRM, comment__isnull=False, created_at__gt=since)
    found = ReaderComment.objects.filter(
        status=Status.UNCONFIRMED, withdrawn=False, posted_at__lt=old
    ).exclude(pk__in=asked.values("comment"))
    for pk in list(found.order_by().values_list("pk", flat=True)):
        with transaction.atomic():
            locks.of_comments([pk])
            # Its author may have confirmed it meanwhile.
            comment = found.filter(pk=pk).first()
            if comment:
                locks.mails(Mail.objects.filter(Q(comment=pk) | Q(follow__comment=pk)))
                # Nobody can have answered it: it was never to be seen.
                comment.delete()


def _forget_unused(old) -> None:
    """Addresses that nobody used. What a moderator said of one lasts until a moderator ends it, and
    what its owner asked for lately can still be confirmed."""
    asked = Mail.objects.filter(kind=Kind.CONFIRM, commenter__isnull=False, created_at__gt=old)
    wished = Follow.objects.filter(since__gt=old)
    unused = (
        Commenter.objects.filter(
            first_seen_at__lt=old,
            confirmed_at=None,
            muted_at=None,
            standing=Standing.USUAL,
            comments=None,
        )
        .exclude(pk__in=asked.values("commenter"))
        .exclude(pk__in=wished.values("commenter"))
    )
    for pk in list(unused.values_list("pk", flat=True)):
        with transaction.atomic():
            locks.commenters(Commenter.objects.filter(pk=pk), to_delete=True)
            # A moderator may have looked at them meanwhile, or they may have written.
            commenter = unused.filter(pk=pk).first()
            if commenter:
                locks.mails(Mail.objects.filter(commenter=pk))
                commenter.delete()
