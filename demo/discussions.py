"""The demo's discussions, for articles that have no comments yet."""

from datetime import timedelta
from itertools import groupby

from wagtail.models import Site

from articles.models import ArticlePage
from comments import rules
from comments.intake import posting
from comments.models import (
    Commenter,
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
    """Posts the comments as readers do, with their times and their outcome."""
    settings = DiscussionSettings.for_site(Site.objects.get(is_default_site=True))
    settings.policy = Policy.PUBLISH  # for these alone: nothing is saved
    for slug, entries in groupby(content.comments(), key=lambda entry: entry["article"]):
        page = ArticlePage.objects.get(pk=page_ids[slug])
        if not Discussion.objects.filter(page=page).exists():
            _discuss(page, list(entries), authors, settings)


def _discuss(page, entries: list[dict], authors: dict, settings) -> None:
    posted: dict[str, ReaderComment] = {}
    for entry in entries:
        author = authors.get(entry.get("staff"))
        name = author.name if author else entry["name"]
        sender = posting.Sender(name, f"{entry['id']}@readers.example")
        answered = posted.get(entry.get("to"))
        comment, _ = posting.post(
            page, entry["text"].strip(), sender, settings, answered.pk if answered else None
        )
        comment.by_author = bool(author)
        comment.posted_at = comment.submit_date = page.first_published_at + timedelta(
            hours=entry["hours"]
        )
        comment.save()
        Commenter.objects.filter(pk=comment.commenter_id).update(first_seen_at=comment.posted_at)
        posted[entry["id"]] = comment
        _react(comment, entry)
    # Hides comments after all are posted, because nobody can reply to a hidden one.
    for entry in entries:
        status = entry.get("status", Status.PUBLISHED)
        if status != Status.PUBLISHED:
            comment = ReaderComment.objects.get(pk=posted[entry["id"]].pk)
            comment.status = status
            comment.save()
            if status == Status.HELD:
                rules.store_findings(comment, [rules.Verdict(Effect.HOLD, FIRST, "first")])


def _react(comment: ReaderComment, entry: dict) -> None:
    """Adds the votes and reports of other readers to a comment."""
    votes = entry.get("useful", 0)
    for number in range(votes):
        Vote.objects.create(
            comment=comment, browser=f"demo-{number}", network_hash=f"demo-{number}"
        )
    ReaderComment.objects.filter(pk=comment.pk).update(useful=votes)
    if "report" in entry:
        fields = {"reason": ReportReason.FALSE, "message": entry["report"]}
        reporting.report(comment, "demo", fields, DiscussionSettings())
