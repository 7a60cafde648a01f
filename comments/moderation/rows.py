"""Comments as moderators see them: the same row in the queue, the conversation and answers."""

import re
from collections import defaultdict
from functools import lru_cache

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .. import permissions, rules
from ..models import Action, Decision, Finding, ReaderComment, Report, ReportOutcome, Status

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.S)
#: The action, the label and the key of each button.
BUTTONS = [
    ("approve", _("Approve"), "a"),
    ("keep", _("Keep"), "a"),
    ("spam", _("Spam"), "s"),
    ("remove", _("Remove"), "d"),
    ("hold", _("Hold"), "h"),
    ("reply", _("Reply"), "r"),
    ("edit", _("Edit"), "e"),
    ("trust", _("Approve and trust"), "t"),
    ("ban", _("Ban this commenter…"), "b"),
    ("ban_network", _("Ban this network…"), "n"),
    ("close", _("Close the thread"), "c"),
    ("open", _("Open the thread again"), "c"),
]
#: The action that gives a comment this status.
MADE_BY: dict[str, str] = {
    Status.SPAM: "spam",
    Status.REMOVED: "remove",
    Status.HELD: "hold",
}
IN_MENU = {"trust", "ban", "ban_network", "close", "open"}


def shown(html: str) -> str:
    """The HTML of a comment, with its links written out as text."""

    def written_out(match: re.Match) -> str:
        address, label = match.groups()
        plain = label if label in (address, address.removeprefix("mailto:")) else f"{label} "
        rest = "" if plain == label else f'<code class="desk-address">{address}</code>'
        return f'<span class="desk-link">{plain}{rest}</span>'

    return LINK.sub(written_out, html)


def load(comments: QuerySet) -> QuerySet:
    """Adds the columns of other tables that a row shows to the query of the comments."""
    root = ReaderComment.objects.filter(pk=OuterRef("thread_id"), closed=True)
    decided = Decision.objects.filter(comment=OuterRef("pk"), conflict=False).order_by("-pk")
    latest = {
        f"latest_{name}": Subquery(decided.values(name)[:1])
        for name in ("action", "moderator_name", "decided_at", "reason")
    }
    return comments.select_related("page", "commenter", "in_reply_to", "user").annotate(
        thread_closed=Exists(root), **latest
    )


def prepare(comments: list[ReaderComment], user) -> list[ReaderComment]:
    """Adds to each comment its findings, its open reports and its commenter’s record.

    Addresses, networks and what became of comments elsewhere are for those who moderate the whole
    site.
    """
    ids = [comment.pk for comment in comments]
    findings = _by(Finding.objects.filter(comment__in=ids).order_by("pk"), "comment_id")
    reports = Report.objects.filter(comment__in=ids, outcome=ReportOutcome.OPEN).order_by("pk")
    open_reports = _by(reports, "comment_id")
    records = _records({comment.commenter_id for comment in comments} - {None}, user)
    everywhere = permissions.moderates_all(user)
    for comment in comments:
        comment.shown = shown(comment.html)
        comment.sees_sender = everywhere
        comment.reasons = findings[comment.pk]
        for finding in comment.reasons:
            finding.message = rules.reason(finding, everywhere)
        comment.open_reports = open_reports[comment.pk]
        comment.record = records[comment.commenter_id]
        comment.more_held = comment.record.get(Status.HELD, 0) - (comment.status == Status.HELD)
        if comment.latest_action:
            comment.decided = Action(comment.latest_action).label
        comment.actions = (
            ""
            if comment.withdrawn
            else _actions(frozenset(possible_with(comment, everywhere)), get_language())
        )
    return comments


def _by(found: QuerySet, owner: str) -> dict[int, list]:
    """Groups rows by their owner."""
    grouped = defaultdict(list)
    for row in found:
        grouped[getattr(row, owner)].append(row)
    return grouped


def _records(commenters: set[int], user) -> dict[int, dict[str, int]]:
    """The comments of each commenter that the user moderates, counted by status."""
    counted = permissions.moderated_by(user).filter(commenter__in=commenters)
    records: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for commenter, status, count in counted.values_list("commenter_id", "status").annotate(
        Count("pk")
    ):
        records[commenter][status] = count
    return records


@lru_cache(maxsize=64)
def _actions(possible: frozenset[str], language: str) -> str:
    """The buttons for these actions, in one language.

    They are cached, because many rows have the same and rendering them is expensive.
    """
    buttons = [button for button in BUTTONS if button[0] in possible]
    return render_to_string(
        "comments/desk/_actions.html",
        {
            "buttons": [button for button in buttons if button[0] not in IN_MENU],
            "menu": [button for button in buttons if button[0] in IN_MENU],
        },
    )


def possible_with(comment: ReaderComment, everywhere: bool) -> set[str]:
    """The possible actions on the comment, with ``everywhere`` also on its commenter and
    network."""
    possible = {"edit"}
    if comment.status == Status.UNCONFIRMED:
        possible = {"remove"}
    elif comment.status == Status.PUBLISHED:
        possible |= {"spam", "remove", "hold", "reply", "keep" if comment.reported_at else ""}
    else:
        possible |= {"approve", "spam", "remove", "hold", "reply"} - {MADE_BY[comment.status]}
    if comment.status != Status.UNCONFIRMED:
        possible.add("open" if comment.thread_closed else "close")
        if everywhere and comment.commenter_id:
            possible |= {"trust", "ban"}
        if everywhere and comment.network:
            possible.add("ban_network")
    return possible


def find(user, pk: int) -> ReaderComment | None:
    """One comment as a row, for somebody who may moderate it."""
    found = list(load(permissions.moderated_by(user)).filter(pk=pk))
    return prepare(found, user)[0] if found else None
