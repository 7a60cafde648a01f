"""Which of the documents that match is best: the same on every database.

In the manner of BM25F (Robertson and Zaragoza, 2009): how often a word stands in a document, by the
weight of the column, counts less and less; a word that few documents have counts more. Words that
stand beside each other as they were asked count on top.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

#: Of title, short answer and questions, headings, and the rest.
WEIGHTS = (8.0, 3.0, 2.0, 1.0)
SATURATION = 2.0
#: What the words of the title weigh that were asked for, of all that it has.
TITLE_SHARE = 1.0
#: For each pair of words that stand together as asked, of the weight of both.
TOGETHER = 1.0


def weight(documents: int, having: int) -> float:
    """How much a word says that so many of the documents have."""
    return math.log(1 + (documents - having + 0.5) / (having + 0.5)) if having else 0.0


def score(columns: Sequence[str], stems: Sequence[str], weights: dict[str, float]) -> float:
    """How well a document answers. Its columns are stems with a space around each."""
    total = TITLE_SHARE * _share(columns[0].split(), stems, weights)
    for stem in stems:
        total += weights[stem] * _often(stem, columns)
    for first, second in pairwise(stems):
        both = weights[first] + weights[second]
        total += TOGETHER * both * _often(f"{first} {second}", columns)
    return total


def _often(stems: str, columns: Sequence[str]) -> float:
    """How often something stands there, by the weight of the column: from 0 to nearly 1."""
    weighed = zip(WEIGHTS, columns, strict=True)
    often = sum(factor * column.count(f" {stems} ") for factor, column in weighed)
    return often / (SATURATION + often)


def _share(title: list[str], stems: Sequence[str], weights: dict[str, float]) -> float:
    """How much of what was asked the title has, less what it has beside it."""
    asked = set(stems)
    known = sum(weights[stem] for stem in asked & set(title))
    return known / (1 + 0.1 * sum(word not in asked for word in title))
