"""The threads of a discussion, page by page, with the same few queries at any length."""

from dataclasses import dataclass, field
from math import ceil

from django.db.models import Q

from .models import DiscussionSettings, Order, ReaderComment

#: The replies that are shown with their thread; the others are a link away.
FIRST_REPLIES = 4
#: Where some of the first replies are not shown, the next ones are looked for among so many.
LOOKED_AT = 40
REPLIES_PER_PAGE = 100
SORTS = {
    Order.OLDEST: ["path"],
    Order.NEWEST: ["-path"],
    Order.USEFUL: ["-useful", "path"],
}


@dataclass
class Thread:
    """A comment of the first level with the replies that are shown."""

    root: ReaderComment
    replies: list[ReaderComment] = field(default_factory=list)

    @property
    def more(self) -> int:
        """The number of published replies that are not shown."""
        shown = sum(not reply.is_tombstone for reply in self.replies)
        return max(0, self.root.nested_count - shown)

    @property
    def comments(self) -> list[ReaderComment]:
        return [self.root, *self.replies]


def sorts(rules: DiscussionSettings) -> dict[str, str]:
    """The orders that readers can choose from. Without votes there is none by usefulness."""
    return {key: name for key, name in Order.choices if key != Order.USEFUL or rules.voting}


def usual_sort(rules: DiscussionSettings) -> str:
    """The order of threads when the reader chooses none."""
    return rules.order if rules.order in sorts(rules) else Order.OLDEST


def threads(page, rules: DiscussionSettings, number: int = 1, sort: str = "") -> list[Thread]:
    """A page of threads, each with its earliest replies.

    The earliest replies of a thread are always a complete tree, because a comment is older than its
    replies. The query finds them by their ordinal, without reading the others.
    """
    start = (number - 1) * rules.page_size
    roots = list(
        ReaderComment.objects.of(page)
        .visible()
        .roots()
        .order_by(*SORTS[sort or usual_sort(rules)])[start : start + rules.page_size]
    )
    found = {root.pk: Thread(root) for root in roots}
    answered = sorted((root for root in roots if root.nested_count), key=lambda root: root.path)
    if answered:
        # The range of paths leads the index straight to these threads.
        for reply in (
            ReaderComment.objects.of(page)
            .visible()
            .filter(
                ordinal__in=range(1, FIRST_REPLIES + 1),
                path__gt=answered[0].path,
                path__lt=answered[-1].path_end(),
                thread_id__in=[root.pk for root in answered],
            )
            .in_reading_order()
        ):
            found[reply.thread_id].replies.append(reply)
        _fill_up(found)
    _load_answered([comment for thread in found.values() for comment in thread.comments])
    return list(found.values())


def _load_answered(shown: list[ReaderComment]) -> None:
    """Loads the comments that replies name: those that they answer, where they do not stand below them."""
    known = {comment.pk: comment for comment in shown}
    naming = [comment for comment in shown if comment.names_answered]
    if missing := {comment.in_reply_to_id for comment in naming} - known.keys():
        known |= ReaderComment.objects.only("user_name").in_bulk(missing)
    for comment in naming:
        comment.in_reply_to = known[comment.in_reply_to_id]


def _fill_up(found: dict[int, Thread]) -> None:
    """Shows later replies where the first ones are spam or removed, or where only one is left over."""
    short = {
        pk: thread
        for pk, thread in found.items()
        if thread.more == 1 or (thread.more and len(thread.replies) < FIRST_REPLIES)
    }
    if not short:
        return
    later = (
        ReaderComment.objects.visible()
        .filter(thread_id__in=list(short), ordinal__in=range(FIRST_REPLIES + 1, LOOKED_AT + 1))
        .order_by("thread_id", "ordinal")
    )
    for reply in later:
        thread = short[reply.thread_id]
        # A parent is older than its replies, so the tree stays complete.
        if len(thread.replies) < FIRST_REPLIES or thread.more == 1:
            thread.replies.append(reply)
    for thread in short.values():
        thread.replies.sort(key=lambda reply: reply.path)


def thread_count(page) -> int:
    return ReaderComment.objects.of(page).visible().roots().count()


def thread(root: ReaderComment, number: int = 1) -> tuple[Thread, int]:
    """A page of one thread's replies in reading order, and how many pages there are."""
    below = ReaderComment.objects.visible().below(root).exclude(pk=root.pk).in_reading_order()
    pages = max(1, ceil(below.count() / REPLIES_PER_PAGE))
    number = min(max(1, number), pages)
    start = (number - 1) * REPLIES_PER_PAGE
    found = Thread(root, list(below[start : start + REPLIES_PER_PAGE]))
    _load_answered(found.comments)
    return found, pages


def place(comment: ReaderComment, rules: DiscussionSettings) -> tuple[str, int]:
    """The place of a comment: page n of the threads, or page n of the replies of its thread."""
    root_path = comment.path[: len(comment.path) - 10 * comment.level]
    if comment.level == 0 or comment.ordinal <= FIRST_REPLIES:
        roots = ReaderComment.objects.filter(page_id=comment.page_id).visible().roots()
        before = roots.filter(_stands_before(comment, root_path, rules))
        return "page", before.count() // rules.page_size + 1
    before = ReaderComment.objects.visible().filter(path__gt=root_path, path__lt=comment.path)
    return "thread", before.count() // REPLIES_PER_PAGE + 1


def _stands_before(comment: ReaderComment, root_path: str, rules: DiscussionSettings) -> Q:
    """The condition for threads before the comment's own in the usual order."""
    sort = usual_sort(rules)
    if sort == Order.NEWEST:
        return Q(path__gt=root_path)
    if sort == Order.OLDEST:
        return Q(path__lt=root_path)
    useful = comment.useful
    if comment.level:
        useful = ReaderComment.objects.values_list("useful", flat=True).get(pk=comment.thread_id)
    return Q(useful__gt=useful) | Q(useful=useful, path__lt=root_path)
