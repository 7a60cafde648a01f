"""Checks every discussion, and repairs the counts."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import reduce
from itertools import groupby
from operator import or_
from typing import NamedTuple

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django_comments_xtd.models import XtdComment

from comments import locks
from comments.models import Discussion, ReaderComment, Status, Vote
from comments.models.comment import STEP
from database import steps

#: Rows that are read from the database at once.
ROWS = 2_000
#: Threads that are repaired in one transaction.
THREADS = 50


class Row(NamedTuple):
    """What is checked of a comment. Its words stay in the database."""

    pk: int
    path: str
    level: int
    parent_id: int
    thread_id: int
    page_id: int
    object_pk: str
    status: str
    is_public: bool
    is_removed: bool
    useful: int
    nested_count: int
    replies: int
    votes: int

    def above(self) -> list[int]:
        """The ids of the comments above, the thread's first comment first."""
        ends = range(0, len(self.path) - STEP, STEP)
        return [int(self.path[place : place + STEP]) for place in ends]


def _threads(comments: QuerySet) -> Iterator[list[Row]]:
    """The comments, a thread at a time, each after the comment above it."""
    votes = Vote.objects.filter(comment=OuterRef("pk")).order_by().values("comment")
    votes = Coalesce(Subquery(votes.annotate(number=Count("pk")).values("number")), 0)
    found = comments.order_by("path").annotate(votes=votes).values_list(*Row._fields)
    rows = map(Row._make, found.iterator(ROWS))
    for _, thread in groupby(rows, key=lambda row: row.path[:STEP]):
        yield list(thread)


def faults() -> list[str]:
    """The faults of the trees of comments, as sentences. ``repair_counts`` checks the counts."""
    found = [fault for thread in _threads(ReaderComment.objects.all()) for fault in _faults(thread)]
    orphans = XtdComment.norel_objects.exclude(pk__in=ReaderComment.objects.values("pk")).count()
    if orphans:
        found.append(f"{orphans} rows of the package have no comment of ours.")
    return found


def _faults(thread: list[Row]) -> Iterator[str]:
    known = {}
    for comment in thread:
        known[comment.pk] = comment
        name = f"Comment {comment.pk}"
        if comment.path[-STEP:] != f"{comment.pk:0{STEP}d}":
            yield f"{name}: its path does not end in its own number."
        if len(comment.path) != STEP * (comment.level + 1):
            yield f"{name}: its path and its level ({comment.level}) disagree."
        above = comment.above()
        parent = known.get(above[-1]) if above else None
        if above and parent is None:
            yield f"{name}: the comment above it is gone."
        if parent and (parent.page_id != comment.page_id or parent.pk != comment.parent_id):
            yield f"{name}: it hangs from the wrong comment."
        if comment.thread_id != (above[0] if above else comment.pk):
            yield f"{name}: it is in the wrong thread."
        shown = comment.status in (Status.PUBLISHED, Status.REMOVED)
        if (comment.is_public, comment.is_removed) != (shown, comment.status == Status.REMOVED):
            yield f"{name}: its flags do not follow from its status."
        if str(comment.page_id) != comment.object_pk:
            yield f"{name}: the package and we disagree about its page."


def repair_counts() -> int:
    """Counts the published comments again. Returns how many counts were wrong.

    Nobody waits for the counting. A thread whose counts are wrong is counted again under the lock of
    its discussion, because comments may have been written since.
    """
    repaired, wrong, published = 0, [], Counter()
    for thread in _threads(ReaderComment.objects.all()):
        for row in thread:
            published[row.page_id] += row.status == Status.PUBLISHED
        if _wrong(thread):
            wrong.append(thread[0])
    # SQLite lets nobody write who is still reading what is older than another's writing.
    for start in range(0, len(wrong), THREADS):
        repaired += _repair(wrong[start : start + THREADS])
    pages = Discussion.objects.values_list("pk", "comment_count").iterator(ROWS)
    for page_id in [pk for pk, count in pages if count != published[pk]]:
        repaired += _repair_discussion(page_id)
    return repaired


def _wrong(thread: list[Row]) -> list[tuple]:
    """The wrong counts of a thread: table, row and the right values."""
    below, replies = Counter(), 0
    for row in thread:
        replies += bool(row.level)
        if row.status == Status.PUBLISHED:
            below.update(row.above())
    wrong = []
    for row in thread:
        if row.useful != row.votes:
            wrong.append((ReaderComment.objects, row.pk, {"useful": row.votes}))
        if row.nested_count != below[row.pk]:
            wrong.append((XtdComment.norel_objects, row.pk, {"nested_count": below[row.pk]}))
        # Deleted replies still count: the number of a reply is never given again.
        if row.level == 0 and row.replies < replies:
            wrong.append((ReaderComment.objects, row.pk, {"replies": replies}))
    return wrong


def _repair(threads: list[Row]) -> int:
    """Repairs these threads, each given by its first comment."""
    pages = sorted({first.page_id for first in threads})
    paths = [first.path[:STEP] for first in threads]
    with steps.step():
        locks.discussions(pages)
        whole = [Q(path__range=(path, path + "9" * STEP)) for path in paths]
        again = _threads(ReaderComment.objects.filter(reduce(or_, whole)))
        found = [wrong for thread in again for wrong in _wrong(thread)]
        # Most are wrong in the same few ways: one query for each of these.
        alike = defaultdict(list)
        for rows, pk, numbers in found:
            alike[rows, *numbers.items()].append(pk)
        for (rows, *numbers), pks in alike.items():
            rows.filter(pk__in=pks).update(**dict(numbers))
        for page_id in pages:
            Discussion.objects.changed(page_id)
    return len(found)


def _repair_discussion(page_id: int) -> int:
    with steps.step():
        locks.discussions([page_id])
        count = ReaderComment.objects.filter(page=page_id, status=Status.PUBLISHED).count()
        wrong = Discussion.objects.filter(pk=page_id).exclude(comment_count=count)
        repaired = wrong.update(comment_count=count)
        Discussion.objects.changed(page_id)
    return repaired


class Command(BaseCommand):
    """Ends with an error if it finds a fault that it cannot repair."""

    help = "Checks all discussions and repairs their counts."

    def handle(self, **options):
        wrong = repair_counts()
        self.stdout.write(
            f"{wrong} counts were wrong and have been repaired."
            if wrong
            else "All counts are right."
        )
        found = faults()
        for fault in found:
            self.stdout.write(f"  {fault}")
        if found:
            raise CommandError(f"{len(found)} faults.")
        self.stdout.write("Every comment is in its place.")
