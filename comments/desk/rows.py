"""What a moderator sees of a comment: one shape for the queue, the conversation and an answer."""

import re
from collections import defaultdict

from django.db.models import Count, QuerySet

from .. import permissions
from ..models import Decision, Outcome, ReaderComment, Status

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.S)
#: One key each. Those of the last group are in a menu.
BUTTONS = [
    ("approve", "Approve", "a"),
    ("keep", "Keep", "a"),
    ("spam", "Spam", "s"),
    ("remove", "Remove", "d"),
    ("hold", "Hold", "h"),
    ("reply", "Reply", "r"),
    ("edit", "Edit", "e"),
    ("trust", "Approve and trust", "t"),
    ("ban", "Ban this commenter", "b"),
    ("ban_network", "Ban this network for 30 days", "n"),
    ("close", "Close the thread", "c"),
    ("open", "Open the thread again", "c"),
]
IN_MENU = {"trust", "ban", "ban_network", "close", "open"}


def shown(html: str) -> str:
    """A comment as readers see it, but its links are written out and lead nowhere."""

    def written_out(match: re.Match) -> str:
        address, words = match.groups()
        plain = words if words in (address, address.removeprefix("mailto:")) else f"{words} "
        rest = "" if plain == words else f'<code class="desk-address">{address}</code>'
        return f'<span class="desk-link">{plain}{rest}</span>'

    return LINK.sub(written_out, html)


def load(comments: QuerySet) -> QuerySet:
    """With all that a row shows, in a number of queries that does not grow."""
    return comments.select_related("page", "commenter", "in_reply_to", "user").prefetch_related(
        "findings", "reports"
    )


def prepare(comments: list[ReaderComment], user) -> list[ReaderComment]:
    """Adds to each comment what its row shows beside what it is."""
    records = _records(comments)
    latest = _latest_decisions(comments)
    closed = dict(
        ReaderComment.objects.filter(pk__in={comment.thread_id for comment in comments})
        .order_by()
        .values_list("pk", "closed")
    )
    for comment in comments:
        comment.shown = shown(comment.html)
        comment.open_reports = [
            report for report in comment.reports.all() if report.outcome == Outcome.OPEN
        ]
        comment.record = records.get(comment.commenter_id, {})
        comment.decision = latest.get(comment.pk)
        comment.thread_closed = closed.get(comment.thread_id, False)
        buttons = [] if comment.withdrawn else _buttons(comment)
        comment.buttons = [button for button in buttons if button[0] not in IN_MENU]
        comment.menu = [button for button in buttons if button[0] in IN_MENU]
    return comments


def _records(comments) -> dict[int, dict[str, int]]:
    """How many comments of which status each commenter has."""
    ids = {comment.commenter_id for comment in comments} - {None}
    rows = (
        ReaderComment.objects.filter(commenter_id__in=ids)
        .order_by()
        .values_list("commenter_id", "status")
        .annotate(Count("pk"))
    )
    records: dict[int, dict[str, int]] = defaultdict(dict)
    for commenter, status, count in rows:
        records[commenter][status] = count
    return records


def _latest_decisions(comments) -> dict[int, Decision]:
    rows = Decision.objects.filter(comment__in=[comment.pk for comment in comments])
    rows = rows.exclude(overtaken=True).order_by("pk")
    return {decision.comment_id: decision for decision in rows.defer("details")}


def _buttons(comment: ReaderComment) -> list[tuple[str, str, str]]:
    """What can be done with it as it is now."""
    possible = {"edit"}
    if comment.status == Status.UNCONFIRMED:
        possible = {"remove"}
    elif comment.status == Status.PUBLISHED:
        possible |= {"spam", "remove", "hold", "reply", "keep" if comment.reported_at else ""}
    else:
        possible |= {"approve", "spam", "remove", "hold", "reply"} - {
            {Status.SPAM: "spam", Status.REMOVED: "remove", Status.HELD: "hold"}[comment.status]
        }
    if comment.status != Status.UNCONFIRMED:
        possible.add("open" if comment.thread_closed else "close")
        if comment.commenter_id:
            possible |= {"trust", "ban"}
        if comment.network:
            possible.add("ban_network")
    return [button for button in BUTTONS if button[0] in possible]


def find(user, pk: int) -> ReaderComment | None:
    """One comment as a row, for somebody who may moderate it."""
    found = list(load(permissions.moderated_by(user)).filter(pk=pk))
    return prepare(found, user)[0] if found else None
