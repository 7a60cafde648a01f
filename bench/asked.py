"""What the readers of a planted library ask for: twenty queries of each kind, the same each time."""

import random
import re

from .vocabulary import EXPRESSIONS, GRAMMAR, SEED, Vocabulary
from .writing import Writer

COUNT = 20
#: The kinds of query; the last is asked of the suggestions.
KINDS = ["common word", "rare word", "two words", "phrase", "nothing found", "suggestion"]


def asked(articles: int) -> dict[str, list[str]]:
    """The queries by their kind, for a library of so many articles."""
    vocabulary = Vocabulary(articles)
    common, middle = vocabulary.ranked(64, 304), vocabulary.ranked(1_000, 4_000)
    pairs = zip(common[::2] + middle[::2], middle[1::2] + common[1::2], strict=True)
    texts = [Writer(vocabulary).article(number) for number in range(COUNT)]
    half = COUNT // 2
    phrases = vocabulary.expressions[:: EXPRESSIONS // half][:half]
    phrases += [_run(text.short_answer) for text in texts[: COUNT - half]]
    beginnings = [
        word[: 2 + place % 4]
        for place, word in enumerate(common[:: COUNT // 5] + middle[:: COUNT // 5])
    ]
    beginnings += [_begun(text.title) for text in texts[: COUNT - len(beginnings)]]
    return dict(
        zip(
            KINDS,
            [
                common,
                vocabulary.names[:COUNT],
                [" ".join(pair) for pair in pairs],
                [f'"{phrase}"' for phrase in phrases],
                vocabulary.nonsense[:COUNT],
                beginnings,
            ],
            strict=True,
        )
    )


def _run(paragraph: str) -> str:
    """Two or three words that follow each other in a sentence, one of meaning among them."""
    sentence = max(re.sub("<[^>]+>", "", paragraph).split(". "), key=len)
    words = sentence.rstrip(".").lower().split()
    rng = random.Random(f"{SEED} {sentence}")
    while True:
        start, length = rng.randrange(len(words) - 3), rng.randint(2, 3)
        run = words[start : start + length]
        if any(word not in GRAMMAR for word in run):
            return " ".join(run)


def _begun(title: str) -> str:
    """A question as it stands in the search field half typed: “why did the so”."""
    words = title.lower().split()
    return f"{' '.join(words[:3])} {words[3][:2]}"
