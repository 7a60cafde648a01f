"""“Did you mean”: words of the site that a misspelt one is near to."""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import words
from .models import Word

#: Words that are compared with the misspelt ones: those that most documents have.
COMPARED = 5000
#: Of more misspelt words none is looked up: that is another language.
MOST_WRONG = 4
SHORTEST = 3


def beginning_with(text: str) -> Q:
    """Words that begin so, by the index that each database has for it."""
    if connection.vendor == "sqlite":
        return Q(word__gte=text, word__lt=f"{text}\U0010ffff")
    return Q(word__startswith=text)


def corrected(text: str, unknown: Collection[str]) -> str | None:
    """The query with what the site does not know put right, or None where it knows nothing near."""
    wrong = [word for word in unknown if len(word) >= SHORTEST]
    if not wrong or len(wrong) > MOST_WRONG:
        return None
    right = _nearest(wrong)
    if not right:
        return None

    def put_right(found) -> str:
        return right.get(words.fold(found[0]), found[0])

    return words.WORD.sub(put_right, text)


def _nearest(wrong: list[str]) -> dict[str, str]:
    known = _candidates(wrong)
    right = {}
    for word in wrong:
        furthest = 1 if len(word) < 6 else 2
        near = process.extract(
            word, known.keys(), scorer=OSA.distance, score_cutoff=furthest, limit=50
        )
        if near:
            # As near as can be; of those the one that most documents have.
            best = min(near, key=lambda entry: (entry[1], -known[entry[0]][1]))
            right[word] = known[best[0]][0]
    return right


def _candidates(wrong: list[str]) -> dict[str, tuple[str, int]]:
    """Words that begin alike, or would with one slip at the beginning: as written, and how often."""
    beginnings = Q()
    for word in wrong:
        for beginning in {word[:2], word[1::-1], word[1:3], word[0] + word[2]}:
            beginnings |= beginning_with(beginning)
        beginnings |= beginning_with(word[0])
    found = Word.objects.filter(beginnings).exclude(word="").order_by("-documents")
    return {
        word: (shown, documents)
        for word, shown, documents in found.values_list("word", "shown", "documents")[:COMPARED]
    }
