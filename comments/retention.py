"""What is kept for a while only: networks, browsers, and what decisions replaced."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_comments_xtd.models import XtdComment
from wagtail.models import Site

from . import locks
from .deciding import UNDO_DAYS
from .models import Action, Decision, DiscussionSettings, ReaderComment
from .models.comment import TRACES

#: Rows in one transaction, and in one run at most: an old site is tidied hour by hour.
BATCH = 500
MOST = 20_000


def keep_days() -> int:
    """How long networks and browsers are kept: of several sites the strictest decides."""
    days = list(DiscussionSettings.objects.values_list("keep_days", flat=True))
    if len(days) < Site.objects.count():
        days.append(DiscussionSettings._meta.get_field("keep_days").default)
    return min(days)


def keep() -> None:
    """Forgets what is older than it may be."""
    old = timezone.now() - timedelta(days=keep_days())
    forget_traces(old)
    forget_details(old)


def forget_traces(old) -> int:
    """Of comments before that time: network address, network, browser, and how quick they were."""
    sent_from = ReaderComment.objects.filter(TRACES, posted_at__lt=old).order_by()
    addresses = XtdComment.norel_objects.filter(ip_address__isnull=False, submit_date__lt=old)
    return _in_batches(sent_from, _forget) + _in_batches(addresses.order_by(), _forget)


@transaction.atomic
def _forget(ids: list[int]) -> None:
    locks.of_comments(ids)
    ReaderComment.objects.filter(pk__in=ids).update(
        ip_address=None, network="", user_agent="", seconds=None
    )


def forget_details(old) -> int:
    """What a decision replaced, once it can no longer be undone; networks as with comments."""
    undoable_from = timezone.now() - timedelta(days=UNDO_DAYS)
    kept = Decision.objects.exclude(details={}).order_by()
    return _in_batches(kept.filter(at__lt=undoable_from), _empty) + _in_batches(
        kept.filter(action=Action.BAN_NETWORK, at__lt=old), _empty
    )


@transaction.atomic
def _empty(ids: list[int]) -> None:
    decisions = Decision.objects.filter(pk__in=ids).order_by()
    locks.discussions(decisions.values("page_id"))
    decisions.update(details={})


def _in_batches(rows, forget) -> int:
    """Short transactions, so that nobody who writes waits."""
    seen = 0
    while seen < MOST:
        ids = list(rows.values_list("pk", flat=True)[:BATCH])
        if not ids:
            break
        forget(ids)
        seen += len(ids)
    return seen
