"""The one order in which transactions lock rows. Transactions that keep to it never deadlock.

1. ``BulkJob``, and ``Job`` of the other background jobs, whose steps may delete pages.
2. ``Discussion``, in the order of page ids. It stands for all that belongs to the comments of its
   page: a transaction that changes a comment, or a finding, report, vote or decision of a comment,
   holds the discussion of the page, and may then change these rows in any order.
3. ``Commenter``, in the order of ids.
4. ``NetworkBan``.
5. ``Mail``, in the order of ids; the mails to readers before the notices for moderators.
6. ``Follow``.
7. ``DiscussionSettings`` and ``TrainedModel``.
8. The turn to ask for a confirmation by email, which no row stands for.

A transaction may leave out steps, and never goes back. Other transactions can store rows that
refer to a locked row (``no_key``), because PostgreSQL checks a reference when a transaction commits
and already holds many locks. A transaction that deletes a commenter locks it for deletion at once.
A transaction that stores something for a commenter beside other locks takes it in its turn.

A statement that changes several rows locks them in an order that the database chooses. If another
transaction may want some of the same rows, lock them first, with the functions here. A single row
that is changed outside a transaction needs no care. ``tests/comments/test_locks.py`` tries every
pair of operations on PostgreSQL.
"""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Q, QuerySet
from wagtail.models import Page

from jobs.models import Job

from .models import BulkJob, Commenter, Decision, Discussion, Mail, NetworkBan, ReaderComment


def discussions(pages: Iterable[int] | QuerySet) -> None:
    """Locks the discussions of these pages, given by their ids."""
    _lock(Discussion.objects.filter(page_id__in=pages))


def of_comments(ids: Iterable[int]) -> None:
    """Locks the discussions to which these comments belong."""
    discussions(ReaderComment.objects.filter(pk__in=ids).order_by().values("page_id"))


def commenters(chosen: QuerySet[Commenter], to_delete: bool = False) -> list[int]:
    """Locks commenters, and returns the ids of those that still exist."""
    return _lock(chosen, no_key=not to_delete)


def network_ban(network: str) -> None:
    """Locks the ban of a network, if there is one."""
    _lock(NetworkBan.objects.filter(network=network))


def mails(chosen: QuerySet[Mail]) -> list[int]:
    """Locks mails, and returns the ids of those that still match the query."""
    return _lock(chosen)


def turn_to_ask() -> None:
    """Lets one transaction after the other count the mails that ask for a confirmation.

    SQLite does so by itself.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('comments.confirm'))")


def before_page_deletion(origin) -> None:
    """Locks the rows that go with deleted pages. A deletion of something else locks nothing."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    if not issubclass(model, Page) or getattr(origin, "comments_locked", False):
        return
    pages = origin.order_by().values("pk") if isinstance(origin, QuerySet) else [origin.pk]
    discussions(pages)
    mails(Mail.objects.filter(Q(comment__page__in=pages) | Q(follow__page__in=pages)))
    # Django sends the signal for each row, and one of them is enough.
    origin.comments_locked = True


def before_user_deletion(user) -> None:
    """Locks the rows that refer to a user and will lose the reference."""
    _lock(Job.objects.filter(user=user))
    _lock(BulkJob.objects.filter(moderator=user))
    named = ReaderComment.objects.filter(user=user).order_by().values("page_id")
    decided = Decision.objects.filter(moderator=user).order_by().values("page_id")
    _lock(Discussion.objects.filter(Q(page_id__in=named) | Q(page_id__in=decided)))
    mails(Mail.objects.filter(moderator=user))


def _lock(chosen: QuerySet, no_key: bool = True) -> list[int]:
    rows = chosen.select_for_update(of=("self",), no_key=no_key).order_by("pk").only("pk")
    return [row.pk for row in rows]
