"""What the worker tidies up once in a while."""

from datetime import timedelta

from django.utils import timezone

from .mailing import sending
from .models import Commenter, NetworkBan, ReaderComment, Status
from .personal_data import retention

#: A comment that nobody confirmed, and an address that nobody used.
UNCONFIRMED_DAYS = 14
#: So long an expired ban stays to be seen, and to be made longer.
EXPIRED_BAN_DAYS = 90


def keep() -> None:
    """Forgets old mails and traces, expired bans, comments never confirmed, unused addresses."""
    sending.prune()
    retention.keep()
    old = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    for comment in ReaderComment.objects.filter(
        status=Status.UNCONFIRMED, withdrawn=False, posted_at__lt=old
    ):
        # Nobody can have answered it: it was never to be seen.
        comment.delete()
    Commenter.objects.filter(
        first_seen_at__lt=old, confirmed_at=None, muted_at=None, comments=None
    ).delete()
    expired = timezone.now() - timedelta(days=EXPIRED_BAN_DAYS)
    NetworkBan.objects.filter(until__lt=expired).delete()
