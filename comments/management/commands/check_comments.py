"""Looks whether every discussion is in order, and repairs the counts."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count
from django_comments_xtd.models import XtdComment

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


@transaction.atomic
def repair_counts() -> int:
    """Counts again what is published; returns how many numbers were wrong."""
    below, pages, replies = Counter(), Counter(), Counter()
    for comment in ReaderComment.objects.order_by("path").iterator():
        if comment.level:
            replies[comment.thread_id] += 1
        if comment.status == Status.PUBLISHED:
            pages[comment.page_id] += 1
            below.update(comment.ancestor_ids())
    votes = dict(
        Vote.objects.values_list("comment_id")
        .annotate(count=Count("pk"))
        .values_list("comment_id", "count")
    )
    wrong = 0
    for comment in ReaderComment.objects.iterator():
        if comment.useful != votes.get(comment.pk, 0):
            ReaderComment.objects.filter(pk=comment.pk).update(useful=votes.get(comment.pk, 0))
            wrong += 1
        if comment.nested_count != below[comment.pk]:
            XtdComment.norel_objects.filter(pk=comment.pk).update(nested_count=below[comment.pk])
            wrong += 1
        # Replies that were deleted count on: their numbers are not given again.
        if comment.level == 0 and comment.replies < replies[comment.pk]:
            ReaderComment.objects.filter(pk=comment.pk).update(replies=replies[comment.pk])
            wrong += 1
    for discussion in Discussion.objects.iterator():
        if discussion.comment_count != pages[discussion.pk]:
            Discussion.objects.filter(pk=discussion.pk).update(comment_count=pages[discussion.pk])
            wrong += 1
    return wrong


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
