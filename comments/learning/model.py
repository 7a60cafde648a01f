"""The learning filter itself: one weight for each feature, learned from decisions."""

import math
import operator
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise, repeat
from typing import Self

from .explaining import by_reason
from .features import Example, apart, grams

#: So many decisions of either kind are needed before anything can be learned.
FEWEST = 50
#: So many of either kind a model needs that is only tried: the others are left to try it on.
FEWEST_TO_TRY = 25
#: The most features that a model keeps, those seen most: it bounds its size and its memory.
MOST_FEATURES = 120_000
#: Families of features, and how much all of one family together can weigh.
PIECES, REST = 1, 2
FAMILIES = {"w": 0, "p": 0, "c": PIECES, "g": PIECES}
SHARES = (1.0, 0.8, 1.2)
FOLDS = 8
#: Right so often, on decisions not learned from, must be what is held …
PRECISION = 0.99
#: … and if more than this is found, then what is found beyond it is given for being right.
RECALL = 0.92

Vector = tuple[list[int], list[int], list[int]]


#: What a dump begins with: its form, and what its weights were learned from.
HEADER = struct.Struct("<4sdddIII")
FORM = b"LF1\n"
LARGEST_DUMP = HEADER.size + 6 * MOST_FEATURES


class TooFewDecisions(ValueError):
    """There are not yet ``FEWEST`` examples of spam and as many of good comments."""


@dataclass(frozen=True)
class Record:
    """How a model would have judged decisions that it had not seen."""

    of: int
    held: int
    wrongly: int
    missed: int


def hashed(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "replace"))


@lru_cache(maxsize=8192)
def pieces(word: str, kind: str) -> tuple[int, ...]:
    """The hashes of a word's pieces; most words of a comment come again in the next."""
    return tuple(map(hashed, grams(word, kind)))


def vector(example: Example) -> Vector:
    """A comment as the hashes of its features, by family."""
    parts, words = apart(example)
    found: Vector = ([], [], [])
    for feature in parts:
        found[FAMILIES.get(feature[0], REST)].append(hashed(feature))
    found[PIECES].extend({piece: None for word in words for piece in pieces(*word)})
    return found


def values(vector: Vector) -> list[float]:
    """What one feature of each family weighs: a long text weighs no more than a short one."""
    return [share / math.sqrt(len(ids) or 1) for share, ids in zip(SHARES, vector, strict=True)]


def _chance(logit: float) -> float:
    if logit < 0:
        return math.exp(max(logit, -700)) / (1 + math.exp(max(logit, -700)))
    return 1 / (1 + math.exp(-min(logit, 700)))


class Linear:
    """Weights for the features of some vectors, found in two ways, and the mean of both.

    Naive Bayes is steady on few examples, a support vector machine is keen on many; together they
    are better than either.
    """

    def __init__(self, vectors: list[Vector], spam: list[bool]):
        counts = Counter(feature for vector in vectors for ids in vector for feature in ids)
        kept = sorted(counts, key=lambda feature: (-counts[feature], feature))[:MOST_FEATURES]
        self.index = {feature: place for place, feature in enumerate(kept)}
        rows = [
            [
                (value, [self.index[feature] for feature in ids if feature in self.index])
                for value, ids in zip(values(vector), vector, strict=True)
            ]
            for vector in vectors
        ]
        bayes, machine = self._bayes(rows, spam), self._machine(rows, spam)
        self.weights = [0.0] * len(kept)
        self.bias = 0.0
        for weights, bias in (bayes, machine):
            scores = [bias + _dot(weights, row) for row in rows]
            mean = sum(scores) / len(scores)
            spread = math.sqrt(sum((score - mean) ** 2 for score in scores) / len(scores)) or 1.0
            self.bias += (bias - mean) / spread
            for place, weight in enumerate(weights):
                self.weights[place] += weight / spread

    def _bayes(self, rows, spam):
        """How much likelier a feature is in spam; one never seen is as likely in both."""
        bad, good = sum(spam), len(spam) - sum(spam)
        counts = ([0] * len(self.index), [0] * len(self.index))
        for row, is_spam in zip(rows, spam, strict=True):
            seen = counts[is_spam]
            for _, places in row:
                for place in places:
                    seen[place] += 1
        doubt = 1 / len(spam)
        return [
            math.log((in_bad / bad + doubt) / (in_good / good + doubt))
            for in_good, in_bad in zip(*counts, strict=True)
        ], 0.0

    def _machine(self, rows, spam):
        """A linear support vector machine by dual coordinate descent (Hsieh et al., 2008)."""
        count, bad = len(rows), sum(spam)
        # The rarer kind counts for more, by the root of how rare it is.
        give = {
            True: 0.5 / math.sqrt(count / (2 * bad)),
            False: 0.5 / math.sqrt(count / (2 * (count - bad))),
        }
        weights, bias, alphas = [0.0] * len(self.index), 0.0, [0.0] * count
        norms = [1.0 + sum(value * value * len(ids) for value, ids in row) for row in rows]
        step = next(prime for prime in (7919, 104729, 1299709) if count % prime)
        for epoch in range(15):
            most = 0.0
            for number in range(count):
                which = (number * step + epoch * 31) % count
                row, sign, slack = rows[which], 1 if spam[which] else -1, give[spam[which]]
                old = alphas[which]
                slope = sign * (bias + _dot(weights, row)) - 1 + slack * old
                if not old and slope >= 0:
                    continue
                alphas[which] = new = max(old - slope / (norms[which] + slack), 0.0)
                change = (new - old) * sign
                most = max(most, abs(change))
                bias += change
                for value, places in row:
                    add = change * value
                    for place in places:
                        weights[place] += add
            if most < 1e-3:
                break
        return weights, bias

    def logit(self, vector: Vector) -> float:
        score, get, weights = self.bias, self.index.get, self.weights
        for value, ids in zip(values(vector), vector, strict=True):
            found = 0.0
            for feature in ids:
                place = get(feature)
                if place is not None:
                    found += weights[place]
            score += value * found
        return score


def _dot(weights, row) -> float:
    return sum(value * sum(map(weights.__getitem__, places)) for value, places in row)


def _unseen_scores(vectors: list[Vector], spam: list[bool]) -> list[float]:
    """A score for each by weights learned from the others, of which none is the same text."""
    folds, by_text, placed = [], {}, [0, 0]
    for vector, is_spam in zip(vectors, spam, strict=True):
        text = tuple(vector[0])
        if text not in by_text:
            by_text[text] = placed[is_spam] % FOLDS
            placed[is_spam] += 1
        folds.append(by_text[text])
    scores = [0.0] * len(vectors)
    for fold in range(FOLDS):
        rest = [place for place, other in enumerate(folds) if other != fold]
        linear = Linear([vectors[place] for place in rest], [spam[place] for place in rest])
        for place, other in enumerate(folds):
            if other == fold:
                scores[place] = linear.logit(vectors[place])
    return scores


def _calibrated(scores: list[float], spam: list[bool]) -> tuple[float, float]:
    """The slope and the offset that make of scores the logarithms of odds (Platt, 1999)."""
    bad, good = sum(spam), len(spam) - sum(spam)
    aims = [(bad + 1) / (bad + 2) if is_spam else 1 / (good + 2) for is_spam in spam]
    slope, offset = 1.0, math.log(bad / good)
    for _ in range(40):
        chances = [_chance(slope * score + offset) for score in scores]
        misses = [chance - aim for chance, aim in zip(chances, aims, strict=True)]
        doubts = [max(chance * (1 - chance), 1e-9) for chance in chances]
        by_slope = sum(miss * score for miss, score in zip(misses, scores, strict=True))
        by_offset = sum(misses)
        twice = sum(d * score * score for d, score in zip(doubts, scores, strict=True)) + 1e-6
        once = sum(d * score for d, score in zip(doubts, scores, strict=True))
        none = sum(doubts) + 1e-6
        area = twice * none - once * once or 1e-12
        slope_step = (none * by_slope - once * by_offset) / area
        offset_step = (twice * by_offset - once * by_slope) / area
        longest = max(abs(slope_step), abs(offset_step), 1.0)
        slope, offset = slope - slope_step / longest, offset - offset_step / longest
        if abs(slope_step) + abs(offset_step) < 1e-6:
            break
    return max(slope, 0.01), offset


def _threshold(scores: list[float], spam: list[bool]) -> float:
    """From which score on to hold: between right often enough, and finding enough.

    Moderators' hands slip too. If the good comment most like spam stands deep among spam, it does
    not count: in a first model a single slip would keep the filter from holding anything.
    """
    bad = sorted(score for score, is_spam in zip(scores, spam, strict=True) if is_spam)
    good = sorted(score for score, is_spam in zip(scores, spam, strict=True) if not is_spam)
    if good[-1] >= bad[len(bad) // 10]:
        good.pop()
    ranked = [(score, True) for score in bad] + [(score, False) for score in good]
    ranked.sort(reverse=True)
    lowest, found = ranked[0][0], 0
    for number, (score, is_spam) in enumerate(ranked, 1):
        found += is_spam
        if is_spam and found >= PRECISION * number:
            lowest = (score + ranked[min(number, len(ranked) - 1)][0]) / 2
    return max(lowest, (lowest + bad[int((1 - RECALL) * len(bad))]) / 2)


def _step(largest: float) -> float:
    """A power of two, so that nothing is lost, of which the largest weight is 32,000 at most."""
    return 2.0 ** math.ceil(math.log2(max(largest, 1e-9) / 32_000))


@dataclass(frozen=True)
class Model:
    """What has been learned: ``score`` a comment, and hold it from ``threshold`` on.

    It holds hashes of features with their weights: no words, no names, no addresses.
    """

    weights: dict[int, float]
    bias: float
    threshold: float
    #: How many of either kind it has learned from.
    spam: int
    good: int

    @classmethod
    def train(cls, examples: Iterable[tuple[Example, bool]], fewest: int = FEWEST) -> Self:
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
            raise TooFewDecisions(f"{bad} of spam and {good} good; {fewest} of each are needed")
        scores = _unseen_scores(vectors, spam)
        slope, offset = _calibrated(scores, spam)
        linear = Linear(vectors, spam)
        found = {feature: linear.weights[place] for feature, place in linear.index.items()}
        # As coarse as in a dump, so that one that was stored judges as the one that was trained.
        step = _step(slope * max(map(abs, linear.weights)))
        coarse = {feature: round(slope * weight / step) for feature, weight in found.items()}
        return cls(
            {feature: step * number for feature, number in sorted(coarse.items()) if number},
            slope * linear.bias + offset,
            _chance(slope * _threshold(scores, spam) + offset),
            bad,
            good,
        )

    def score(self, example: Example) -> float:
        """How likely it is that a moderator would call this spam: from 0 to 1."""
        ids, get = vector(example), self.weights.get
        sums = (sum(map(get, family, repeat(0.0))) for family in ids)
        return _chance(self.bias + sum(map(operator.mul, values(ids), sums)))

    def explain(self, example: Example, most: int = 5) -> list[tuple[str, float]]:
        """What weighed most in the score, in words: above 0 for spam, below 0 against it."""
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


def judge_unseen(examples: Sequence[tuple[Example, bool]], last: int = 200) -> Record:
    """How a model trained on the earlier decisions judges the last ones.

    Where few are known it is tried on fewer, half of them at most: from the first model on there is
    a record. ``TooFewDecisions`` is raised when not even that is possible.
    """
    left = {True: 0, False: 0}
    for enough, (_, is_spam) in enumerate(examples, 1):
        left[bool(is_spam)] += 1
        if min(left.values()) >= FEWEST_TO_TRY:
            last = max(1, min(last, len(examples) // 2, len(examples) - enough))
            break
    model = Model.train(examples[:-last], FEWEST_TO_TRY)
    judged = [
        (model.score(example) >= model.threshold, is_spam) for example, is_spam in examples[-last:]
    ]
    return Record(
        of=len(judged),
        held=sum(held for held, _ in judged),
        wrongly=sum(held and not is_spam for held, is_spam in judged),
        missed=sum(is_spam and not held for held, is_spam in judged),
    )
