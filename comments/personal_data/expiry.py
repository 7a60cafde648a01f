"""Deletes spam and removed comments when their time is over, or at once.

The decisions stay, without words. The learning filter keeps hashes of what it learned from.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_comments.models import CommentFlag
from wagtail.models import Site

from database import steps

from .. import locks
from ..models import (
    Decision,
    DiscussionSettings,
    Finding,
    Follow,
    Mail,
    ReaderComment,
    Report,
    Status,
)
from ..models.status import GONE
from ..spam import lessons
from .mentions import strip_log

#: Comments in one transaction, and in one run.
BATCH = 100
MOST = 20_000


def spam_days() -> int | None:
    """The days that spam and removed comments are kept; None for ever.

    Of several sites the strictest decides.
    """
    days = list(DiscussionSettings.objects.values_list("spam_days", flat=True))
    if len(days) < Site.objects.count():
        days.append(DiscussionSettings._meta.get_field("spam_days").default)
    return min((each for each in days if each is not None), default=None)


def run() -> None:
    """Deletes spam and removed comments past their time."""
    days = spam_days()
    if days is not None:
        delete(due(timezone.now() - timedelta(days=days)))
    lessons.forget_old()


def due(old: datetime) -> QuerySet[ReaderComment]:
    """Spam and removed comments that nobody wrote, changed or decided about since."""
    lately = Decision.objects.filter(decided_at__gte=old, comment__isnull=False)
    return (
        ReaderComment.objects.filter(status__in=GONE, withdrawn=False, posted_at__lt=old)
        .exclude(edited_at__gte=old)
        .exclude(pk__in=lately.order_by().values("comment"))
    )


def spam() -> QuerySet[ReaderComment]:
    """All spam, replies before the comments above them."""
    return ReaderComment.objects.filter(status=Status.SPAM, withdrawn=False).order_by("-path")


def delete(chosen: QuerySet[ReaderComment]) -> int:
    """Deletes the chosen comments in short transactions, replies before the comments above them."""
    ids = list(chosen.order_by("-path").values_list("pk", flat=True)[:MOST])
    deleted = 0
    for start in range(0, len(ids), BATCH):
        with steps.step():
            deleted += delete_some(chosen, ids[start : start + BATCH])
    return deleted


@transaction.atomic
def delete_some(chosen: QuerySet[ReaderComment], ids: list[int]) -> int:
    """Deletes those of these comments that are still among the chosen ones.

    Where replies stand below, the place of the comment stays, and is empty.
    """
    locks.of_comments(ids)
    gone = list(chosen.filter(pk__in=ids).order_by("-path"))
    if not gone:
        return 0
    ids = [comment.pk for comment in gone]
    lessons.keep(ids)
    strip_log(ids)
    Decision.objects.filter(comment__in=ids).exclude(details={}).update(details={})
    mails = locks.mails(Mail.objects.filter(Q(comment__in=ids) | Q(follow__comment__in=ids)))
    Mail.objects.filter(pk__in=mails).delete()
    Follow.objects.filter(comment__in=ids).delete()
    answered = _answered(gone)
    ReaderComment.objects.filter(pk__in=set(ids) - answered).delete()
    _empty([comment for comment in gone if comment.pk in answered])
    return len(gone)


def _answered(gone: list[ReaderComment]) -> set[int]:
    """The ids of those that stand above other comments, which stay."""
    ids = [comment.pk for comment in gone]
    below = ReaderComment.objects.filter(parent_id__in=ids, level__gt=0).exclude(pk__in=ids)
    answered = set(below.order_by().values_list("parent_id", flat=True))
    for comment in gone:
        # Replies come first: a reply that keeps its place needs the place above it.
        if comment.pk in answered and comment.level:
            answered.add(comment.parent_id)
    return answered & set(ids)


def _empty(comments: list[ReaderComment]) -> None:
    ids = [comment.pk for comment in comments]
    Finding.objects.filter(comment__in=ids).delete()
    CommentFlag.objects.filter(comment__in=ids).delete()
    Report.objects.filter(comment__in=ids).exclude(message="").update(message="")
    for comment in comments:
        status = comment.status
        comment.forget()
        # Readers see the same in its place as before.
        comment.status, comment.expired_at = status, timezone.now()
        comment.nonce, comment.token_hash = None, ""
        comment.save()
