"""The effects of each action of a moderator, and their reversal."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import markup
from ..intake import posting, refusing
from ..models import (
    Action,
    Decision,
    DiscussionSettings,
    ReaderComment,
    ReportOutcome,
    Standing,
    Status,
)
from ..models.comment import MAX_LENGTH
from . import networks, standing
from .impossible import Impossible

#: The status after each of these actions.
BECOMES: dict[str, str] = {
    Action.APPROVE: Status.PUBLISHED,
    Action.TRUST: Status.PUBLISHED,
    Action.SPAM: Status.SPAM,
    Action.BAN: Status.SPAM,
    Action.BAN_NETWORK: Status.SPAM,
    Action.REMOVE: Status.REMOVED,
    Action.HOLD: Status.HELD,
}
#: The fields of a comment that a decision can change and undoing restores.
KEPT = (
    "status",
    "note_to_author",
    "comment",
    "original",
    "user_name",
    "original_name",
    "user_url",
    "original_website",
    "reported_at",
    "approved_at",
)


def act(
    decision: Decision,
    comment: ReaderComment,
    moderator,
    note_to_author: str,
    text: str,
    name: str | None = None,
    website: str | None = None,
    until: datetime | None = None,
) -> None:
    action, details = decision.action, decision.details
    if action in BECOMES:
        comment.status = BECOMES[action]
        comment.note_to_author = (
            "" if comment.status in (Status.PUBLISHED, Status.HELD) else note_to_author[:300]
        )
    if action == Action.KEEP and comment.status != Status.PUBLISHED:
        raise Impossible(_("Only a published comment can be kept as it is."))
    if action in (Action.APPROVE, Action.TRUST, Action.KEEP):
        comment.approved_at = decision.decided_at
    if action == Action.TRUST:
        _stand(details, comment, Standing.TRUSTED)
    elif action == Action.BAN:
        _stand(details, comment, Standing.BANNED, until)
    elif action == Action.BAN_NETWORK:
        details |= networks.change(networks.of(comment), until, decision.moderator_name)
    elif action in (Action.CLOSE, Action.OPEN):
        _close(details, comment, action == Action.CLOSE)
        return
    elif action == Action.EDIT:
        _edit(comment, text, name, website)
    elif action == Action.REPLY:
        details["reply"] = _reply(decision, comment, moderator, text)
        return
    if action != Action.EDIT:
        _answer_reports(details, comment)
    comment.save()


def _answer_reports(details: dict, comment: ReaderComment) -> None:
    """Answers the reports: they were right if the comment is taken down, and wrong if it stays."""
    if comment.status == Status.HELD:
        return
    right = comment.status in (Status.SPAM, Status.REMOVED)
    outcome = ReportOutcome.RIGHT if right else ReportOutcome.WRONG
    # Reports with another answer too, because the last decision counts.
    changed = comment.reports.exclude(outcome=outcome)
    details["reports"] = {str(pk): before for pk, before in changed.values_list("pk", "outcome")}
    changed.update(outcome=outcome)
    comment.reported_at = None


def _stand(
    details: dict, comment: ReaderComment, becomes: str, until: datetime | None = None
) -> None:
    if comment.commenter is None:
        raise Impossible(_("It came without an email address: there is nobody to know again."))
    details["standing"] = standing.change(comment.commenter, becomes, until)


def _close(details: dict, comment: ReaderComment, closed: bool) -> None:
    root = ReaderComment.objects.get(pk=comment.thread_id)
    if root.closed == closed:
        raise Impossible(
            _("The thread is closed already.") if closed else _("The thread is open already.")
        )
    details["closed"] = root.closed
    root.closed = closed
    root.save()
    comment.version = root.version if root.pk == comment.pk else comment.version


def _edit(comment: ReaderComment, text: str, name: str | None, website: str | None) -> None:
    """Changes the text, and the name and the website unless they are None."""
    text = markup.normalise(text)
    changed = text != markup.normalise(comment.comment)
    if changed:
        _check_length(text, MAX_LENGTH)
        comment.original = comment.original or comment.comment
        comment.comment = text
        if text == comment.original:
            comment.original = ""
    if name is not None and (name := markup.one_line(name)) != comment.user_name:
        _check_length(name, ReaderComment._meta.get_field("user_name").max_length)
        _change(comment, "user_name", "original_name", name)
        changed = True
    if website is not None and (website := website.strip()) != comment.user_url:
        _change(comment, "user_url", "original_website", _web_address(website))
        changed = True
    if not changed:
        raise Impossible(_("Nothing was changed."))


def _check_length(text: str, most: int) -> None:
    if not 0 < len(text) <= most:
        raise Impossible(_("Between 1 and %(most)s characters, please.") % {"most": f"{most:,}"})


def _web_address(website: str) -> str:
    most = ReaderComment._meta.get_field("user_url").max_length
    field = forms.URLField(required=False, max_length=most, assume_scheme="https")
    try:
        return field.clean(website)
    except ValidationError as refusal:
        raise Impossible(_("This is no web address.")) from refusal


def _change(comment: ReaderComment, field: str, kept: str, value: str) -> None:
    """Changes a field, and keeps what stood there first: None if it stands there again."""
    first = getattr(comment, kept)
    first = getattr(comment, field) if first is None else first
    setattr(comment, field, value)
    setattr(comment, kept, None if value == first else first)


def _reply(decision: Decision, comment: ReaderComment, moderator, text: str) -> int:
    text = markup.normalise(text)
    _check_length(text, MAX_LENGTH)
    rules = DiscussionSettings.for_site(comment.page.get_site())
    if not comment.page.discussion.is_open(rules):
        raise Impossible(_("This discussion is closed: it takes no reply."))
    if comment.status != Status.PUBLISHED:
        # A reply needs a published comment.
        comment.status, comment.note_to_author, comment.approved_at = (
            Status.PUBLISHED,
            "",
            timezone.now(),
        )
        _answer_reports(decision.details, comment)
        comment.save()
    sender = posting.Sender(decision.moderator_name, moderator.email, user=moderator, proven=True)
    try:
        reply, _token = posting.post(comment.page.specific, text, sender, rules, comment.pk)
    except refusing.Refused as refusal:
        raise Impossible(str(refusal)) from refusal
    return reply.pk


def restore(decision: Decision, comment: ReaderComment) -> None:
    details = decision.details
    if "closed" in details:
        root = ReaderComment.objects.get(pk=comment.thread_id)
        root.closed = details["closed"]
        root.save()
        comment.refresh_from_db()
        return
    if "reply" in details:
        reply = ReaderComment.objects.filter(pk=details["reply"]).first()
        if reply:
            # Marked as withdrawn, so that it does not count as a removed comment of its author.
            reply.status, reply.withdrawn = Status.REMOVED, True
            reply.save()
        comment.refresh_from_db()
    if "standing" in details:
        standing.take_back(comment.commenter, details["standing"])
    if "network" in details:
        networks.take_back(details)
    # Earlier versions of the software kept fewer fields.
    for name in set(KEPT) & set(details["before"]):
        field = ReaderComment._meta.get_field(name)
        setattr(comment, name, field.to_python(details["before"][name]))
    comment.save()
    for pk, outcome in details.get("reports", {}).items():
        comment.reports.filter(pk=int(pk)).update(outcome=outcome)
