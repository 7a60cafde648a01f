"""Rules that judge the text of a comment."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..markup import fingerprint
from ..models import Effect, ReaderComment
from ..spam import scoring
from ..spam.example import Example
from .lists import Phrases, quoted
from .submission import Submission, Verdict

#: The same text elsewhere on the site within this time is held.
REPEATED_WITHIN = timedelta(days=1)
#: Shorter texts are often equal by chance: "Thank you!"
LONG_ENOUGH = 25


def links(submission: Submission) -> Verdict | None:
    """Holds a comment with more links than the site allows."""
    allowed = submission.settings.max_links
    if allowed is None or len(submission.links) <= allowed:
        return None
    if submission.is_trusted:
        return None
    count = len(submission.links)
    if allowed == 0:
        message = ngettext(
            "%(count)s link; none is allowed.", "%(count)s links; none is allowed.", count
        )
    elif allowed == 1:
        message = ngettext("%(count)s link; 1 is allowed.", "%(count)s links; 1 is allowed.", count)
    else:
        message = ngettext(
            "%(count)s link; %(allowed)s are allowed.",
            "%(count)s links; %(allowed)s are allowed.",
            count,
        )
    return Verdict(Effect.HOLD, message % {"count": count, "allowed": allowed})


def listed(submission: Submission) -> Verdict | None:
    """Finds the words and phrases of the lists in the text, the name and the website."""
    text = "\n".join([submission.text, submission.name, submission.website])
    for effect, lines in (
        (Effect.SPAM, submission.settings.spam_phrases),
        (Effect.HOLD, submission.settings.hold_phrases),
    ):
        entries = Phrases.of(lines).find(text)
        if entries:
            return Verdict(
                effect, _("On the list of words: %(entries)s.") % {"entries": quoted(entries)}
            )
    return None


def repeated(submission: Submission) -> Verdict | None:
    """Holds a comment whose text somebody sent elsewhere on the site."""
    if len(submission.text) < LONG_ENOUGH:
        return None
    same = ReaderComment.objects.filter(
        fingerprint=fingerprint(submission.text), posted_at__gt=submission.now - REPEATED_WITHIN
    ).exclude(pk=submission.pk)
    count = same.count()
    if not count:
        return None
    message = ngettext(
        "The same words were sent once within a day.",
        "The same words were sent %(count)s times within a day.",
        count,
    )
    return Verdict(Effect.HOLD, message % {"count": count})


def learned(submission: Submission) -> Verdict | None:
    """Asks the filter that learns from the moderators' decisions, and stores its score."""
    model = scoring.current()
    if model is None:
        return None
    example = Example(
        submission.text,
        submission.name,
        submission.email,
        submission.website,
        submission.form_seconds,
        previous=scoring.recent_from_network(submission.network, submission.now, submission.pk),
    )
    submission.spam_score = model.score(example)
    if submission.spam_score < model.threshold:
        return None
    holds = submission.settings.learning_filter and not submission.is_trusted
    return Verdict(
        Effect.HOLD if holds else Effect.NOTE,
        scoring.explain(model, example),
    )
