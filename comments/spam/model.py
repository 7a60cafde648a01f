"""The model of the learning filter: one weight for each feature, learned from decisions."""

import math
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Self

from . import calibration
from .bayes import FAMILIES, MOST_FEATURES, REST, Vector, hashed, learn, logit, values, vector
from .example import Example
from .explaining import by_reason

#: The decisions of either kind that are needed before the filter learns anything.
FEWEST = 50

#: The head of a dump: its format, and the numbers beside the weights.
HEADER = struct.Struct("<4sdddIII")
FORM = b"LF1\n"
LARGEST_DUMP = HEADER.size + 6 * MOST_FEATURES


class TooFewDecisions(ValueError):
    """There are not yet ``FEWEST`` examples of spam and as many of good comments."""


def _step(largest: float) -> float:
    """The unit of stored weights: a power of two, so that nothing is lost. The largest weight is at
    most 32,000 units."""
    return 2.0 ** math.ceil(math.log2(max(largest, 1e-9) / 32_000))


@dataclass(frozen=True)
class Model:
    """The learned weights: ``score`` a comment, and hold it from ``threshold`` on.

    It holds hashes of features with their weights: no words, no names, no addresses.
    """

    weights: dict[int, float]
    bias: float
    threshold: float
    #: How many of either kind it has learned from.
    spam: int
    good: int

    @classmethod
    def train(cls, examples: Iterable[tuple[Example | Vector, bool]], fewest: int = FEWEST) -> Self:
        """Learns from decisions: comments, and whether each was spam.

        The same examples in the same order make the same model. ``TooFewDecisions`` is raised when
        there are fewer than ``fewest`` of either kind.
        """
        vectors, spam = [], []
        for example, is_spam in examples:
            vectors.append(vector(example))
            spam.append(bool(is_spam))
        bad, good = sum(spam), len(spam) - sum(spam)
        if min(bad, good) < fewest:
            message = f"spam: {bad}, good: {good}, needed of each: {fewest}"
            raise TooFewDecisions(message)
        scores = calibration.unseen_scores(vectors, spam)
        slope, offset = calibration.calibrated(scores, spam)
        found = learn(vectors, spam)
        # Rounded as in a dump, so that a loaded model judges like the trained one.
        step = _step(slope * max(map(abs, found.values())))
        coarse = {feature: round(slope * weight / step) for feature, weight in found.items()}
        return cls(
            {feature: step * number for feature, number in sorted(coarse.items()) if number},
            offset,
            calibration.chance(slope * calibration.threshold(scores, spam) + offset),
            bad,
            good,
        )

    def score(self, example: Example | Vector) -> float:
        """How likely it is that a moderator would call this spam: from 0 to 1."""
        return calibration.chance(self.bias + logit(self.weights, vector(example)))

    def explain(self, example: Example, most: int = 5) -> list[tuple[str, float]]:
        """The reasons with the most weight in the score: above 0 for spam, below 0 against it."""
        each = values(vector(example))

        def weight(feature: str) -> float:
            return each[FAMILIES.get(feature[0], REST)] * self.weights.get(hashed(feature), 0.0)

        reasons = by_reason(example, weight)
        return sorted(reasons.items(), key=lambda reason: (-abs(reason[1]), reason[0]))[:most]

    def dumps(self) -> bytes:
        """The model for a database: hashes in order, as the steps between them, and weights."""
        step = _step(max(map(abs, self.weights.values()), default=1.0))
        ids = sorted(self.weights)
        steps = [after - before for before, after in pairwise([0, *ids])]
        numbers = [round(self.weights[feature] / step) for feature in ids]
        head = HEADER.pack(FORM, self.bias, self.threshold, step, self.spam, self.good, len(ids))
        body = struct.pack(f"<{len(ids)}I{len(ids)}h", *steps, *numbers)
        return zlib.compress(head + body, 9)

    @classmethod
    def loads(cls, dump: bytes) -> Self:
        """The model of a dump; ``ValueError`` if it is none."""
        try:
            whole = zlib.decompressobj().decompress(dump, LARGEST_DUMP + 1)
            form, bias, threshold, step, spam, good, size = HEADER.unpack_from(whole)
            read = struct.unpack_from(f"<{size}I{size}h", whole, HEADER.size)
        except (zlib.error, struct.error) as error:
            raise ValueError("This is no stored model.") from error
        if form != FORM:
            raise ValueError("This model is stored in a form that is not known.")
        weights = zip(accumulate(read[:size]), read[size:], strict=True)
        return cls(
            {feature: step * number for feature, number in weights}, bias, threshold, spam, good
        )
