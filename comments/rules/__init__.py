"""The rules that judge a new comment, each with a reason for the moderator.

A rule is a function of a ``Submission``; it returns a ``Verdict`` or None. Every rule is asked,
every reason is stored with the comment, and the strictest verdict decides.
"""

import re

from django.utils.translation import gettext_lazy as _

from ..models import Effect, Finding, Status
from . import content, people, policy
from .submission import Submission, Verdict

#: In the order in which a moderator reads their reasons. The names are stored with comments.
RULES = {
    "automatic": (_("Looks automatic"), policy.automatic),
    "raid": (_("Raid protection"), policy.raid),
    "everything": (_("Everything is held"), policy.everything),
    "first": (_("First comment"), policy.first_comment),
    "commenter": (_("Commenter watched or banned"), people.standing),
    "borrowed": (_("Borrowed address"), people.borrowed),
    "network": (_("Banned network"), people.banned_network),
    "record": (_("Earlier comments went"), people.record),
    "people": (_("On the list of people"), people.listed),
    "links": (_("Too many links"), content.links),
    "words": (_("On the list of words"), content.listed),
    "repeated": (_("Same words elsewhere"), content.repeated),
    "learned": (_("Learning filter"), content.learned),
}
#: Reasons that other parts add later in a comment's life.
LATER = {"reports": _("Reported by readers"), "akismet": _("Akismet")}
#: The rules that judge a comment again when its author has changed the text: those about the text,
#: and those by which a moderator looks at it before it is published.
AFTER_EDIT = ("everything", "first", "links", "words", "repeated", "learned")
#: The rules whose reasons tell the sender’s address or network, or what became of comments elsewhere.
ABOUT_SENDER = ("network", "record", "people", "learned")
#: The score that reasons of the filter had until November 2026: before what weighed most, which may
#: have figures of its own. The filter has judged anew since.
OLD_SCORE = re.compile(r"^([^:\d]+) \(\d+%\)")
NAMES = {name: label for name, (label, _rule) in RULES.items()} | LATER

__all__ = [
    "Submission",
    "LATER",
    "NAMES",
    "ABOUT_SENDER",
    "AFTER_EDIT",
    "RULES",
    "Verdict",
    "judge",
    "reason",
    "reasons",
    "store_findings",
    "status_for",
]


def judge(submission: Submission) -> list[Verdict]:
    """Asks every rule, and returns the verdicts in the order of ``RULES``."""
    if submission.is_staff:
        return []
    found = []
    for name, (_label, rule) in RULES.items():
        verdict = rule(submission)
        if verdict is not None:
            found.append(Verdict(verdict.effect, verdict.message, name))
    return found


def status_for(verdicts: list[Verdict]) -> str:
    """The status that follows from the verdicts: the strictest one wins."""
    effects = {verdict.effect for verdict in verdicts}
    if Effect.SPAM in effects:
        return Status.SPAM
    return Status.HELD if Effect.HOLD in effects else Status.PUBLISHED


def reason(finding: Finding, sees_senders: bool) -> str:
    """A finding as somebody may read it who does, or does not, see who the senders are."""
    if sees_senders or finding.rule not in ABOUT_SENDER:
        return (
            OLD_SCORE.sub(r"\1", finding.message) if finding.rule == "learned" else finding.message
        )
    return f"{NAMES[finding.rule]}."


def reasons(comment, sees_senders: bool) -> str:
    """All reasons of a comment in one text."""
    return " ".join(reason(finding, sees_senders) for finding in comment.findings.all())


def store_findings(comment, verdicts: list[Verdict]) -> None:
    """Stores the reasons with the comment, cut to the length of the column."""
    Finding.objects.bulk_create(
        Finding(
            comment=comment,
            rule=verdict.rule,
            effect=verdict.effect,
            message=verdict.message[: Finding._meta.get_field("message").max_length],
        )
        for verdict in verdicts
    )
