"""Ranks the documents that match, in the same way on every database.

It follows BM25F (Robertson and Zaragoza, 2009). The count of a word in a document, by the weight of
the column, counts less and less. A word that few documents have counts more. Words that stand beside
each other as in the query count on top. All forms of a term count as the same word.
"""

import math
from collections.abc import Sequence
from itertools import pairwise, product
from typing import NamedTuple

from .documents import SOURCES
from .synonyms import Form

#: The weights of title, short answer and questions, headings, and the rest.
WEIGHTS = (8.0, 3.0, 2.0, 1.0)
SATURATION = 2.0
#: In a long text a word comes by chance: half of what saturates goes by the length, in letters of stems.
USUAL_LENGTH, BY_LENGTH = 10_000, 0.5
#: What words count that only the sources have, however often: less than one word of the text.
IN_SOURCES = 0.2
#: The weight of the share of the title that the query has too.
TITLE_SHARE = 1.0
#: The share of the weight of both for each pair of words that stand together as in the query.
TOGETHER = 1.0
#: Ways to write a pair of words that are looked for.
MAX_PAIRS = 8


class Wanted(NamedTuple):
    """A term of a query as this site has it: the forms that it has, and how much the term says."""

    forms: tuple[Form, ...]
    weight: float


class Needle(NamedTuple):
    """Texts that mean the same, as the columns have them, and the weight of each."""

    texts: tuple[str, ...]
    weight: float


def weight(total: int, count: int) -> float:
    """The weight of a word that this many of all documents have."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5)) if count else 0.0


def _text(*forms: Form) -> str:
    return f" {' '.join(stem for form in forms for stem in form)} "


class Ranking:
    """Tells how well documents answer a query."""

    def __init__(self, wanted: Sequence[Wanted]):
        self.wanted = wanted
        self.needles = [Needle(tuple(map(_text, term.forms)), term.weight) for term in wanted]
        self.needles += [_pair(first, second) for first, second in pairwise(wanted)]

    def score(self, columns: Sequence[str]) -> float:
        """The score of a document. Its columns are stems with a space around each."""
        *columns, rest = columns
        rest, _, sources = rest.partition(SOURCES)
        columns.append(rest)
        length = sum(map(len, columns)) / USUAL_LENGTH
        saturation = SATURATION * (1 - BY_LENGTH + BY_LENGTH * length)
        total = TITLE_SHARE * self._share(columns[0])
        for texts, worth in self.needles:
            total += worth * (_frequency(texts, columns, saturation) or _in(sources, texts))
        return total

    def _share(self, title: str) -> float:
        """The weight of the query's words in the title, less for each other word that it has."""
        known = 0.0
        asked: set[str] = set()
        for term in self.wanted:
            there = [form for form in term.forms if _text(form) in title]
            known += term.weight * bool(there)
            asked.update(*there)
        return known / (1 + 0.1 * sum(word not in asked for word in title.split()))


def _pair(first: Wanted, second: Wanted) -> Needle:
    """Two terms that follow each other, or in one word what both of them mean."""
    same = [form for form in first.forms if form in second.forms]
    apart = ([form for form in forms if form not in same] for forms in (first.forms, second.forms))
    texts = [_text(*pair) for pair in product(*apart)] + list(map(_text, same))
    return Needle(tuple(texts[:MAX_PAIRS]), TOGETHER * (first.weight + second.weight))


def _frequency(texts: Sequence[str], columns: Sequence[str], saturation: float) -> float:
    """The count of the texts in all columns, by the weight of the column: from 0 to nearly 1."""
    count = 0.0
    for factor, column in zip(WEIGHTS, columns, strict=True):
        for text in texts:
            count += factor * column.count(text)
    return count / (saturation + count)


def _in(sources: str, texts: Sequence[str]) -> float:
    """What the texts count if only the sources have them."""
    there = any(text in sources for text in texts)
    return IN_SOURCES / (SATURATION + IN_SOURCES) if there else 0.0
