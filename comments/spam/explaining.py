"""Why a comment got its score, in words that a moderator reads."""

from collections.abc import Callable

from .example import Example
from .features import LONG_WORD, apart, grams

REASONS = {
    "w": "word “{}”",
    "p": "words “{}”",
    "c": "letters “{}”",
    "m": "sign “{}”",
    "d": "link to {}",
    "t": "address ending in .{}",
    "u": "“{}” in a link",
    "a": "address at {} in the text",
    "o": "disguised word “{}”",
    "n": "“{}” in the name",
    "g": "letters “{}” in the name",
    "e": "writer’s address at {}",
    "s": "{}",
}
#: Where the pieces of a word count: with the whole one.
WHOLE = {"c": "w", "g": "n"}


def by_reason(example: Example, weight: Callable[[str], float]) -> dict[str, float]:
    """What each reason weighs; the pieces of a word count for the word that they stand in."""
    parts, words = apart(example)
    owners: dict[str, str] = {}
    for word, kind in words:
        for gram in grams(word, kind):
            owners.setdefault(gram, f"{WHOLE[kind]}:{word}" if len(word) <= LONG_WORD else gram)
    found: dict[str, float] = {}
    for feature in (*parts, *owners):
        if weighs := weight(feature):
            kind, _, what = owners.get(feature, feature).partition(":")
            # Figures are seen as noughts: what counts is how many there are.
            number = kind == "w" and not what.strip("0")
            reason = f"number of {len(what)} figures" if number else REASONS[kind].format(what)
            found[reason] = found.get(reason, 0.0) + weighs
    return found
