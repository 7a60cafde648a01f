"""Ranks the documents that match, in the same way on every database.

It follows BM25F (Robertson and Zaragoza, 2009). The count of a word in a document, by the weight of
the column, counts less and less. A word that few documents have counts more. Words that stand beside
each other as in the query count on top.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

#: The weights of title, short answer and questions, headings, and the rest.
WEIGHTS = (8.0, 3.0, 2.0, 1.0)
SATURATION = 2.0
#: The weight of the share of the title that the query has too.
TITLE_SHARE = 1.0
#: The share of the weight of both for each pair of words that stand together as in the query.
TOGETHER = 1.0


def weight(total: int, count: int) -> float:
    """The weight of a word that this many of all documents have."""
    return math.log(1 + (total - count + 0.5) / (count + 0.5)) if count else 0.0


def score(columns: Sequence[str], stems: Sequence[str], weights: dict[str, float]) -> float:
    """The score of a document. Its columns are stems with a space around each."""
    total = TITLE_SHARE * _share(columns[0].split(), stems, weights)
    for stem in stems:
        total += weights[stem] * _frequency(stem, columns)
    for first, second in pairwise(stems):
        both = weights[first] + weights[second]
        total += TOGETHER * both * _frequency(f"{first} {second}", columns)
    return total


def _frequency(stems: str, columns: Sequence[str]) -> float:
    """The count of stems in all columns, by the weight of the column: from 0 to nearly 1."""
    weighted = zip(WEIGHTS, columns, strict=True)
    count = sum(factor * column.count(f" {stems} ") for factor, column in weighted)
    return count / (SATURATION + count)


def _share(title: list[str], stems: Sequence[str], weights: dict[str, float]) -> float:
    """The weight of the query's words in the title, less for each other word that it has."""
    asked = set(stems)
    known = sum(weights[stem] for stem in asked & set(title))
    return known / (1 + 0.1 * sum(word not in asked for word in title))
