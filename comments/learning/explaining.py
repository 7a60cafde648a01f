"""Why a comment got its score, in words that a moderator reads."""

from collections.abc import Callable

from .features import LONG_WORD, Example, Seen, features, grams

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


def by_reason(example: Example, weight: Callable[[str], float]) -> dict[str, float]:
    """What each reason weighs; the pieces of a word count for the word that they stand in."""
    owners = {}
    for words, whole, piece in (
        (Seen(example.text).words, "w", "c"),
        (Seen(example.name[:200]).words[:8], "n", "g"),
    ):
        for word in words:
            if len(word) <= LONG_WORD:
                for gram in grams(word, piece):
                    owners.setdefault(gram, f"{whole}:{word}")
    found: dict[str, float] = {}
    for feature in features(example):
        weighs = weight(feature)
        if weighs:
            kind, _, what = owners.get(feature, feature).partition(":")
            reason = REASONS[kind].format(what)
            found[reason] = found.get(reason, 0.0) + weighs
    return found
