"""Looks whether every discussion is in order, and repairs the counts."""

from collections import Counter
from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count
from django_comments_xtd.models import XtdComment

from comments import locks
from comments.models import Discussion, ReaderComment, Status, Vote
from comments.models.comment import STEP


def faults() -> list[str]:
    """Whatever is wrong with the tree, as sentences. Counts are not looked at here."""
    found = []
    known = {}
    for comment in ReaderComment.objects.order_by("path").iterator():
        known[comment.pk] = comment
        name = f"Comment {comment.pk}"
        if comment.path[-STEP:] != f"{comment.pk:0{STEP}d}":
            found.append(f"{name}: its path does not end in its own number.")
        if len(comment.path) != STEP * (comment.level + 1):
            found.append(f"{name}: its path and its level ({comment.level}) disagree.")
        above = comment.ancestor_ids()
        parent = known.get(above[-1]) if above else None
        if above and parent is None:
            found.append(f"{name}: the comment above it is gone.")
        if parent and (parent.page_id != comment.page_id or parent.pk != comment.parent_id):
            found.append(f"{name}: it hangs from the wrong comment.")
        if comment.thread_id != (above[0] if above else comment.pk):
            found.append(f"{name}: it is in the wrong thread.")
        shown = comment.status in (Status.PUBLISHED, Status.REMOVED)
        if (comment.is_public, comment.is_removed) != (shown, comment.status == Status.REMOVED):
            found.append(f"{name}: its flags do not follow from its status.")
        if str(comment.page_id) != comment.object_pk:
            found.append(f"{name}: the package and we disagree about its page.")
    orphans = XtdComment.norel_objects.exclude(pk__in=ReaderComment.objects.values("pk")).count()
    if orphans:
        found.append(f"{orphans} rows of the package have no comment of ours.")
    return found


def repair_counts() -> int:
    """Counts again what is published; returns how many numbers were wrong."""
    repaired = 0
    for page_id in sorted({page_id for page_id, *_ in _wrong(ReaderComment.objects.all())}):
        with transaction.atomic():
            locks.discussions([page_id])
            # Anew, for this page: what was written while all were counted is right.
            for _, rows, pk, numbers in _wrong(ReaderComment.objects.filter(page=page_id), page_id):
                rows.filter(pk=pk).update(**numbers)
                repaired += 1
    return repaired


def _wrong(comments, page_id: int | None = None) -> Iterator[tuple]:
    """The numbers that are wrong: page, table, row, and what is right. Of one page, or of all."""
    below, pages, replies = Counter(), Counter(), Counter()
    for comment in comments.order_by("path").iterator():
        if comment.level:
            replies[comment.thread_id] += 1
        if comment.status == Status.PUBLISHED:
            pages[comment.page_id] += 1
            below.update(comment.ancestor_ids())
    votes = Vote.objects.filter(comment__page=page_id) if page_id else Vote.objects.all()
    votes = dict(votes.order_by().values_list("comment_id").annotate(Count("pk")))
    for comment in comments.iterator():
        if comment.useful != votes.get(comment.pk, 0):
            useful = {"useful": votes.get(comment.pk, 0)}
            yield comment.page_id, ReaderComment.objects, comment.pk, useful
        if comment.nested_count != below[comment.pk]:
            nested = {"nested_count": below[comment.pk]}
            yield comment.page_id, XtdComment.norel_objects, comment.pk, nested
        # Replies that were deleted count on: their numbers are not given again.
        if comment.level == 0 and comment.replies < replies[comment.pk]:
            counted = {"replies": replies[comment.pk]}
            yield comment.page_id, ReaderComment.objects, comment.pk, counted
    discussions = Discussion.objects.filter(pk=page_id) if page_id else Discussion.objects.all()
    for discussion in discussions.iterator():
        if discussion.comment_count != pages[discussion.pk]:
            count = {"comment_count": pages[discussion.pk]}
            yield discussion.pk, Discussion.objects, discussion.pk, count


class Command(BaseCommand):
    """Ends with an error if something is wrong that it cannot repair."""

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
