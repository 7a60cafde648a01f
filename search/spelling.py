"""“Did you mean”: corrects misspelt words to similar words of the site."""

from django.db import connection
from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import words
from .asking import Question
from .models import Word
from .queries import Found

#: Words that are compared with the misspelt ones, from those that most documents have.
COMPARED = 5000
#: A shorter word is similar to too many words. A long one may have two wrong letters.
MIN_LETTERS, LONG_WORD = 5, 7


def beginning_with(text: str) -> Q:
    """Words that begin with this, in the form for which each database has an index."""
    if connection.vendor == "sqlite":
        return Q(word__gte=text, word__lt=f"{text}\U0010ffff")
    return Q(word__startswith=text)


def corrected(question: Question, found: Found) -> str | None:
    """The query with unknown words corrected, or None if the site has no similar words.

    If the query has other words, their results must have the corrected word too.
    """
    unknown = [term.word for term in found.unknown]
    misspelt = [
        word for word in unknown if len(word) >= MIN_LETTERS and word.isascii() and word.isalpha()
    ]
    foreign = not question.text.isascii() or len(unknown) > len(question.terms) / 2
    if not misspelt or len(question.terms) > 1 and foreign:
        return None
    texts = "".join(hit.stems or "" for hit in found.hits)
    corrections = _nearest(misspelt, texts)
    if not corrections:
        return None

    def correct(match) -> str:
        return corrections.get(words.fold(match[0]), match[0])

    return words.WORD.sub(correct, question.text)


def _nearest(misspelt: list[str], texts: str) -> dict[str, str]:
    known = _candidates(misspelt)
    corrections = {}
    for word in misspelt:
        near = process.extract(
            word,
            [candidate for candidate in known if candidate[0] == word[0]],
            scorer=OSA.distance,
            score_cutoff=1 if len(word) < LONG_WORD else 2,
            limit=50,
        )
        near = [entry for entry in near if not texts or f" {words.stem(entry[0])} " in texts]
        if near:
            # The most similar word; of several, the one that most documents have.
            best = min(near, key=lambda entry: (entry[1], -known[entry[0]][1]))
            corrections[word] = known[best[0]][0]
    return corrections


def _candidates(misspelt: list[str]) -> dict[str, tuple[str, int]]:
    """Spelling and document count of words with the same first letter, which is seldom wrong."""
    beginnings = Q()
    for word in misspelt:
        beginnings |= beginning_with(word[0])
    found = Word.objects.filter(beginnings).exclude(word="").order_by("-document_count")
    return {
        word: (spelling, count)
        for word, spelling, count in found.values_list("word", "spelling", "document_count")[
            :COMPARED
        ]
    }
