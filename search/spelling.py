"""“Did you mean”: words of the site that a misspelt one is near to."""

from django.db import connection
from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import words
from .asking import Question
from .models import Word
from .queries import Found

#: Words that are compared with the misspelt ones: those that most documents have.
COMPARED = 5000
#: A shorter word is near to any; a long one may have two slips.
SHORTEST, LONG = 5, 7


def beginning_with(text: str) -> Q:
    """Words that begin so, by the index that each database has for it."""
    if connection.vendor == "sqlite":
        return Q(word__gte=text, word__lt=f"{text}\U0010ffff")
    return Q(word__startswith=text)


def corrected(question: Question, found: Found) -> str | None:
    """The query with what the site does not know put right, or None where it knows nothing near.

    Of several words the right one has to stand in something that the others found.
    """
    wrong = [
        word
        for word in found.unknown
        if len(word) >= SHORTEST and word.isascii() and word.isalpha()
    ]
    foreign = not question.text.isascii() or len(found.unknown) > len(question.telling) / 2
    if not wrong or len(question.telling) > 1 and foreign:
        return None
    texts = "".join(hit.stems or "" for hit in found.hits)
    right = _nearest(wrong, texts)
    if not right:
        return None

    def put_right(word) -> str:
        return right.get(words.fold(word[0]), word[0])

    return words.WORD.sub(put_right, question.text)


def _nearest(wrong: list[str], texts: str) -> dict[str, str]:
    known = _candidates(wrong)
    right = {}
    for word in wrong:
        near = process.extract(
            word,
            [one for one in known if one[0] == word[0]],
            scorer=OSA.distance,
            score_cutoff=1 if len(word) < LONG else 2,
            limit=50,
        )
        near = [one for one in near if not texts or f" {words.stem(one[0])} " in texts]
        if near:
            # As near as can be; of those the one that most documents have.
            best = min(near, key=lambda entry: (entry[1], -known[entry[0]][1]))
            right[word] = known[best[0]][0]
    return right


def _candidates(wrong: list[str]) -> dict[str, tuple[str, int]]:
    """Words that begin with the same letter, which is seldom wrong: as written, and how often."""
    beginnings = Q()
    for word in wrong:
        beginnings |= beginning_with(word[0])
    found = Word.objects.filter(beginnings).exclude(word="").order_by("-document_count")
    return {
        word: (shown, documents)
        for word, shown, documents in found.values_list("word", "spelling", "document_count")[
            :COMPARED
        ]
    }
