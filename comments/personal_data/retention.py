"""Deletes data that is kept for a limited time: networks, browsers, and replaced states."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_comments_xtd.models import XtdComment
from wagtail.models import Site

from database import steps

from .. import locks
from ..models import Action, Decision, DiscussionSettings, ReaderComment
from ..models.comment import TRACES
from ..models.decision import UNDO_DAYS

#: Rows in one transaction, and in one run: the deletion on an old site takes several hours.
BATCH = 500
MOST = 20_000


def retention_days() -> int:
    """The days that networks and browsers are kept. Of several sites the strictest decides."""
    days = list(DiscussionSettings.objects.values_list("retention_days", flat=True))
    if len(days) < Site.objects.count():
        days.append(DiscussionSettings._meta.get_field("retention_days").default)
    return min(days)


def run() -> None:
    """Deletes data past its time."""
    old = timezone.now() - timedelta(days=retention_days())
    forget_traces(old)
    forget_details(old)


def due(old) -> QuerySet[ReaderComment]:
    return ReaderComment.objects.filter(TRACES, posted_at__lt=old)


def forget_traces(old) -> int:
    """Deletes the address, the network, the browser and the form's time of old comments."""
    sent_from = due(old)
    addresses = XtdComment.norel_objects.filter(ip_address__isnull=False, submit_date__lt=old)
    return _in_batches(sent_from, _forget) + _in_batches(addresses.order_by(), _forget)


@transaction.atomic
def _forget(ids: list[int]) -> None:
    locks.of_comments(ids)
    ReaderComment.objects.filter(pk__in=ids).update(
        ip_address=None, network="", user_agent="", form_seconds=None
    )


def forget_details(old) -> int:
    """Deletes the replaced state of decisions that can no longer be undone, and old networks."""
    undoable_from = timezone.now() - timedelta(days=UNDO_DAYS)
    kept = Decision.objects.exclude(details={}).order_by()
    return _in_batches(kept.filter(decided_at__lt=undoable_from), _empty) + _in_batches(
        kept.filter(action=Action.BAN_NETWORK, decided_at__lt=old), _empty
    )


@transaction.atomic
def _empty(ids: list[int]) -> None:
    decisions = Decision.objects.filter(pk__in=ids).order_by()
    locks.discussions(decisions.values("page_id"))
    decisions.update(details={})


def _in_batches(rows, forget) -> int:
    """Works in short transactions, so that other writers wait briefly."""
    seen = 0
    while seen < MOST:
        ids = list(rows.values_list("pk", flat=True)[:BATCH])
        if not ids:
            break
        with steps.step():
            forget(ids)
        seen += len(ids)
    return seen
