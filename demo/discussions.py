"""The demo's discussions, for articles on which nobody has said anything yet."""

from datetime import timedelta
from itertools import groupby

from wagtail.models import Site

from articles.models import ArticlePage
from comments import rules
from comments.intake import posting
from comments.models import (
    Discussion,
    DiscussionSettings,
    Effect,
    Policy,
    ReaderComment,
    ReportReason,
    Status,
    Vote,
)
from comments.moderation import reporting

from . import content

FIRST = "Nothing from this address has been published yet."


def load(page_ids: dict[str, int], authors: dict) -> None:
    """Writes the comments as readers would have, at their times and with their outcome."""
    settings = DiscussionSettings.for_site(Site.objects.get(is_default_site=True))
    settings.policy = Policy.PUBLISH  # for these alone: nothing is saved
    for slug, entries in groupby(content.comments(), key=lambda entry: entry["article"]):
        page = ArticlePage.objects.get(pk=page_ids[slug])
        if not Discussion.objects.filter(page=page).exists():
            _discuss(page, list(entries), authors, settings)


def _discuss(page, entries: list[dict], authors: dict, settings) -> None:
    made: dict[str, ReaderComment] = {}
    for entry in entries:
        author = authors.get(entry.get("staff"))
        name = author.name if author else entry["name"]
        sender = posting.Sender(name, f"{entry['id']}@readers.example")
        answered = made.get(entry.get("to"))
        comment, _ = posting.post(
            page, entry["text"].strip(), sender, settings, answered.pk if answered else None
        )
        comment.by_author = bool(author)
        comment.posted_at = comment.submit_date = page.first_published_at + timedelta(
            hours=entry["hours"]
        )
        comment.save()
        made[entry["id"]] = comment
        _react(comment, entry)
    # Only then what became of them: what is answered must be there while it is answered.
    for entry in entries:
        status = entry.get("status", Status.PUBLISHED)
        if status != Status.PUBLISHED:
            comment = ReaderComment.objects.get(pk=made[entry["id"]].pk)
            comment.status = status
            comment.save()
            if status == Status.HELD:
                rules.store_findings(comment, [rules.Verdict(Effect.HOLD, FIRST, "first")])


def _react(comment: ReaderComment, entry: dict) -> None:
    """What other readers think of a comment."""
    votes = entry.get("useful", 0)
    for number in range(votes):
        Vote.objects.create(
            comment=comment, browser=f"demo-{number}", network_hash=f"demo-{number}"
        )
    ReaderComment.objects.filter(pk=comment.pk).update(useful=votes)
    if "report" in entry:
        fields = {"reason": ReportReason.FALSE, "message": entry["report"]}
        reporting.report(comment, "demo", fields, DiscussionSettings())
