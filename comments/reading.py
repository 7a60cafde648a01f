"""What of a discussion is shown where. Each function takes the same few queries at any length."""

from dataclasses import dataclass, field
from math import ceil

from .models import ReaderComment

THREADS_PER_PAGE = 8
#: Replies of a thread that come along with it; the rest is a link away.
FIRST_REPLIES = 4
REPLIES_PER_PAGE = 100
SORTS = {"oldest": ["path"], "newest": ["-path"], "useful": ["-useful", "path"]}
SORT_NAMES = {"oldest": "Oldest first", "newest": "Newest first", "useful": "Most useful first"}


@dataclass
class Thread:
    """A comment of the first level with those of its replies that are shown."""

    root: ReaderComment
    replies: list[ReaderComment] = field(default_factory=list)

    @property
    def more(self) -> int:
        """How many published replies are not among those shown."""
        shown = sum(not reply.is_tombstone for reply in self.replies)
        return max(0, self.root.nested_count - shown)

    @property
    def comments(self) -> list[ReaderComment]:
        return [self.root, *self.replies]


def threads(page, number: int = 1, sort: str = "oldest") -> list[Thread]:
    """A page of threads, each with its earliest replies.

    The earliest replies of a thread are always a tree of their own: what is answered was there
    before its answer. So they are found by their number, without looking at the others.
    """
    start = (number - 1) * THREADS_PER_PAGE
    roots = list(
        ReaderComment.objects.of(page)
        .visible()
        .roots()
        .order_by(*SORTS[sort])
        .select_related("user")[start : start + THREADS_PER_PAGE]
    )
    found = {root.pk: Thread(root) for root in roots}
    answered = sorted((root for root in roots if root.nested_count), key=lambda root: root.path)
    if answered:
        # In the order of paths these threads are neighbours: the index leads straight to the few.
        for reply in (
            ReaderComment.objects.of(page)
            .visible()
            .filter(
                ordinal__in=range(1, FIRST_REPLIES + 1),
                path__gt=answered[0].path,
                path__lt=answered[-1].path_end(),
                thread_id__in=[root.pk for root in answered],
            )
            .select_related("user", "in_reply_to")
        ):
            found[reply.thread_id].replies.append(reply)
    return list(found.values())


def thread_count(page) -> int:
    return ReaderComment.objects.of(page).visible().roots().count()


def thread(root: ReaderComment, number: int = 1) -> tuple[Thread, int]:
    """A page of one thread's replies in reading order, and how many pages there are."""
    below = ReaderComment.objects.visible().below(root).exclude(pk=root.pk)
    pages = max(1, ceil(below.count() / REPLIES_PER_PAGE))
    number = min(max(1, number), pages)
    start = (number - 1) * REPLIES_PER_PAGE
    shown = below.select_related("user", "in_reply_to")[start : start + REPLIES_PER_PAGE]
    return Thread(root, list(shown)), pages


def place(comment: ReaderComment) -> tuple[str, int]:
    """Where a comment is read: ``("page", n)`` of the threads or ``("thread", n)`` of its replies."""
    root_path = comment.path[: len(comment.path) - 10 * comment.level]
    if comment.level == 0 or comment.ordinal <= FIRST_REPLIES:
        before = (
            ReaderComment.objects.visible()
            .roots()
            .filter(page_id=comment.page_id, path__lt=root_path)
        )
        return "page", before.count() // THREADS_PER_PAGE + 1
    before = ReaderComment.objects.visible().filter(path__gt=root_path, path__lt=comment.path)
    return "thread", before.count() // REPLIES_PER_PAGE + 1
