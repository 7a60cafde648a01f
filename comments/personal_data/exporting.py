"""Exports all that is stored about an address, for its owner."""

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import pages
from ..models import Decision, Finding, Follow, Mail, NetworkBan, ReaderComment, Report
from .person import Person, in_batches, label_of

#: Name in the export → field. A test lists the fields in none of these: they are impersonal.
COMMENT = {
    "number": "pk",
    "name": "user_name",
    "email": "user_email",
    "website": "user_url",
    "account": "user_id",
    "text": "comment",
    "text_before_a_moderator_changed_it": "original",
    "name_before_a_moderator_changed_it": "original_name",
    "website_before_a_moderator_changed_it": "original_website",
    "status": "status",
    "sent": "posted_at",
    "published": "published_at",
    "edited": "edited_at",
    "in_reply_to": "in_reply_to_id",
    "ip_address": "ip_address",
    "network": "network",
    "browser": "user_agent",
    "seconds_the_form_was_open": "form_seconds",
    "likely_spam": "spam_score",
    "address_confirmed": "verified",
    "shown_as_author": "by_author",
    "found_useful": "useful",
    "word_to_its_author": "note_to_author",
    "reported_since": "reported_at",
    "kept_by_a_moderator": "approved_at",
    "thread_closed": "closed",
    "withdrawn": "withdrawn",
}
COMMENTER = {
    "email": "email",
    "first_seen": "first_seen_at",
    "confirmed": "confirmed_at",
    "mailbox": "mailbox",
    "muted": "muted_at",
    "not_to_be_asked": "refused_at",
    "standing": "standing",
    "banned_until": "banned_until",
}
FINDING = {"rule": "rule", "effect": "effect", "message": "message"}
DECISION = {
    "comment": "comment_id",
    "what": "action",
    "from_status": "from_status",
    "to_status": "to_status",
    "when": "decided_at",
    "reason": "reason",
    "waited_seconds": "waited_seconds",
    "undone": "undone_at",
    "came_too_late": "conflict",
}
FOLLOW = {"scope": "scope", "comment": "comment_id", "active": "active", "since": "since"}
MAIL = {
    "what": "kind",
    "comment": "comment_id",
    "state": "state",
    "written": "created_at",
    "due": "due_at",
    "sent": "sent_at",
    "tries": "tries",
    "problem": "error",
    "link_used": "used_at",
}
REPORT = {"reason": "reason", "when": "reported_at", "outcome": "outcome"}
#: The sentences of the export on data that it cannot contain.
LEFT_OUT = [
    _(
        "Votes and reports that you sent: they are stored with a code of the browser or the network, "
        "and not with an address, so nobody can tell which are yours."
    ),
    _(
        "The words and the network code of readers who reported a comment, and moderators’ names: "
        "they are other people’s."
    ),
    _("Mails as they were sent: the site keeps only that and when it sent them."),
]


def export(email: str) -> dict:
    """Everything that is stored about the address, spam and removed comments too."""
    person = Person(email)
    comments, networks, seen = [], set(), set()
    for some in in_batches([pk for _page, pk in person.comments]):
        for comment in _load(some):
            comments.append(_comment(comment))
            networks.add(comment.network)
            seen.update(decision.pk for decision in comment.decisions.all())
    others = Decision.objects.filter(commenter__in=person.commenters).order_by("pk")
    follows = _with_page(Follow.objects.filter(commenter__in=person.commenters))
    mails = Mail.objects.filter(commenter__in=person.commenters).order_by("pk")
    bans = NetworkBan.objects.filter(network__in=networks - {""})
    return {
        "email": person.email,
        "made": timezone.now(),
        "known_as": [_taken(commenter, COMMENTER) for commenter in person.commenters],
        "comments": sorted(comments, key=lambda row: row["number"], reverse=True),
        "other_decisions": [_decision(decision) for decision in others if decision.pk not in seen],
        "follows": [
            _taken(wish, FOLLOW) | {"what": wish.get_scope_display(), "page": _title(wish)}
            for wish in follows
        ],
        "mails": [_taken(mail, MAIL) for mail in mails],
        "on_lists": [
            {"list": label_of(name), "line": line}
            for name, line in [(name, line) for _settings, name, line in person.lines()]
            + person.names_on_lists()
        ],
        "bans_of_networks_you_wrote_from": [
            {"network": ban.network, "until": ban.until} for ban in bans
        ],
        "not_in_this_file": [str(sentence) for sentence in LEFT_OUT],
    }


def _load(ids: list[int]):
    return _with_page(ReaderComment.objects.filter(pk__in=ids)).prefetch_related(
        Prefetch("findings", Finding.objects.order_by("pk")),
        Prefetch("decisions", Decision.objects.order_by("pk")),
        Prefetch("reports", Report.objects.order_by("pk")),
    )


def _with_page(rows):
    return rows.select_related("page").annotate(page_is_public=pages.is_public())


def _title(row) -> str | None:
    """The title of the page, which is nobody’s personal data, if anybody may read it."""
    return row.page.title if row.page_is_public else None


def _taken(row, fields: dict[str, str]) -> dict:
    return {name: getattr(row, attribute) for name, attribute in fields.items()}


def _comment(comment: ReaderComment) -> dict:
    return _taken(comment, COMMENT) | {
        "page": _title(comment),
        "why_held": [_taken(finding, FINDING) for finding in comment.findings.all()],
        "decisions": [_decision(decision) for decision in comment.decisions.all()],
        "reports": [_taken(report, REPORT) for report in comment.reports.all()],
    }


def _decision(decision: Decision) -> dict:
    """A decision and the state before it, without the moderator's name."""
    details = {
        name: decision.details[name]
        for name in ("before", "standing", "network")
        if name in decision.details
    }
    return _taken(decision, DECISION) | {"in_bulk": decision.job_id is not None} | details
