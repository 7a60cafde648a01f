"""What the worker tidies up once in a while."""

from datetime import timedelta

from django.utils import timezone

from . import outbox, retention
from .models import Commenter, ReaderComment, Status

#: A comment that nobody confirmed, and an address that nobody used.
UNCONFIRMED_DAYS = 14


def keep() -> None:
    """Forgets old mails, old traces, comments that were never confirmed, unused addresses."""
    outbox.prune()
    retention.keep()
    old = timezone.now() - timedelta(days=UNCONFIRMED_DAYS)
    for comment in ReaderComment.objects.filter(status=Status.UNCONFIRMED, posted_at__lt=old):
        # Nobody can have answered it: it was never to be seen.
        comment.delete()
    Commenter.objects.filter(
        first_seen_at__lt=old, confirmed_at=None, muted_at=None, comments=None
    ).delete()
