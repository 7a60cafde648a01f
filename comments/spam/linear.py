"""Weights for the features of comments, learned in two ways."""

import math
import struct
import zlib
from collections import Counter
from functools import lru_cache

from .example import Example
from .features import apart, grams

#: A model keeps the most frequent features, up to this number: it bounds its size and memory.
MOST_FEATURES = 120_000
#: Families of features, and how much all of one family together can weigh.
PIECES, REST = 1, 2
FAMILIES = {"w": 0, "p": 0, "c": PIECES, "g": PIECES}
SHARES = (1.0, 0.8, 1.2)

Vector = tuple[list[int], list[int], list[int]]


def hashed(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "replace"))


@lru_cache(maxsize=8192)
def pieces(word: str, kind: str) -> tuple[int, ...]:
    """The hashes of a word's pieces. They are cached because comments share most of their words."""
    return tuple(map(hashed, grams(word, kind)))


def vector(example: Example | Vector) -> Vector:
    """A comment as the hashes of its features, by family. Of a deleted one there is nothing else."""
    if not isinstance(example, Example):
        return example
    parts, words = apart(example)
    found: Vector = ([], [], [])
    for feature in parts:
        found[FAMILIES.get(feature[0], REST)].append(hashed(feature))
    found[PIECES].extend({piece: None for word in words for piece in pieces(*word)})
    return found


def packed(vector: Vector) -> bytes:
    """The hashes for a database. They are sorted, so that the order of the words is lost."""
    sizes = [len(ids) for ids in vector]
    ids = [number for ids in vector for number in sorted(ids)]
    return struct.pack(f"<3I{len(ids)}I", *sizes, *ids)


def unpacked(dump: bytes) -> Vector:
    words, pieces, _rest, *ids = struct.unpack(f"<{len(dump) // 4}I", dump)
    end = words + pieces
    return ids[:words], ids[words:end], ids[end:]


def values(vector: Vector) -> list[float]:
    """The value of one feature of each family, so that a long text weighs no more than a short
    one."""
    return [share / math.sqrt(len(ids) or 1) for share, ids in zip(SHARES, vector, strict=True)]


class Linear:
    """Weights for the features of some vectors, found in two ways, and the mean of both.

    Naive Bayes is steady on few examples, a support vector machine is sharp on many; their mean is
    better than either.
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
        """The logarithm of how much likelier a feature is in spam. An unseen one is as likely in
        both."""
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
