"""What a comment says."""

from datetime import timedelta

from ..models import Effect, ReaderComment, Standing
from ..spam import scoring
from ..spam.example import Example
from ..text import fingerprint
from .case import Case, Verdict
from .lists import Words, quoted

#: The same words within this time, elsewhere, are somebody's round trip.
ROUND_TRIP = timedelta(days=1)
#: Shorter texts are the same by chance: "Thank you!"
LONG_ENOUGH = 25


def links(case: Case) -> Verdict | None:
    """More links than the site allows."""
    allowed = case.settings.links
    if allowed is None or len(case.links) <= allowed:
        return None
    if case.commenter and case.commenter.standing == Standing.TRUSTED:
        return None
    found = "1 link" if len(case.links) == 1 else f"{len(case.links)} links"
    limit = {0: "none is", 1: "1 is"}.get(allowed, f"{allowed} are")
    return Verdict(Effect.HOLD, f"{found}; {limit} allowed.")


def listed(case: Case) -> Verdict | None:
    """A word or phrase of one of the lists, in the text, the name or the website."""
    said = "\n".join([case.words, case.name, case.website])
    for effect, lines in (
        (Effect.SPAM, case.settings.spam_words),
        (Effect.HOLD, case.settings.hold_words),
    ):
        found = Words.of(lines).find(said)
        if found:
            return Verdict(effect, f"On the list of words: {quoted(found)}.")
    return None


def repeated(case: Case) -> Verdict | None:
    """Somebody sent the same words elsewhere on the site."""
    if len(case.words) < LONG_ENOUGH:
        return None
    same = ReaderComment.objects.filter(
        fingerprint=fingerprint(case.words), posted_at__gt=case.now - ROUND_TRIP
    ).exclude(pk=case.pk)
    count = same.count()
    if not count:
        return None
    times = "once" if count == 1 else f"{count} times"
    return Verdict(Effect.HOLD, f"The same words were sent {times} within a day.")


def learned(case: Case) -> Verdict | None:
    """The filter that learns from the moderators' decisions takes it for spam."""
    model = scoring.current()
    if model is None:
        return None
    example = Example(
        case.words,
        case.name,
        case.email,
        case.website,
        case.form_seconds,
        previous=scoring.neighbours(case.network, case.now, case.pk),
    )
    case.spam_score = model.score(example)
    if case.spam_score < model.threshold:
        return None
    trusted = case.commenter and case.commenter.standing == Standing.TRUSTED
    holds = case.settings.learning and not trusted
    return Verdict(
        Effect.HOLD if holds else Effect.NOTE, scoring.in_words(model, example, case.spam_score)
    )
