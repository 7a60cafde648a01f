"""Naive Bayes: a weight for each feature of comments, from how often it is in spam."""

import math
import struct
import zlib
from collections import Counter
from collections.abc import Sequence

from .example import Example
from .features import features

#: A model keeps the most frequent features, up to this number: it bounds its size and memory.
MOST_FEATURES = 120_000
#: Two groups of features: words with their pairs, and the rest. The group of a family, and how much
#: all of one group together can weigh.
WORDS, REST = 0, 1
FAMILIES = {"w": WORDS, "p": WORDS}
SHARES = (1.0, 1.2)
#: How many comments more have every feature than have been seen: an unseen one proves little.
DOUBT = 0.3

Vector = tuple[list[int], list[int]]


def hashed(feature: str) -> int:
    return zlib.crc32(feature.encode("utf-8", "replace"))


def vector(example: Example | Vector) -> Vector:
    """A comment as the hashes of its features. Of a deleted comment there is nothing else."""
    if not isinstance(example, Example):
        return example
    found: Vector = ([], [])
    for feature in features(example):
        found[FAMILIES.get(feature[0], REST)].append(hashed(feature))
    return found


def packed(vector: Vector) -> bytes:
    """The hashes for a database. They are sorted, so that the order of the words is lost.

    The second size is always 0: earlier versions have a third group there, and read this as well.
    """
    words, rest = map(sorted, vector)
    return struct.pack(f"<3I{len(words) + len(rest)}I", len(words), 0, len(rest), *words, *rest)


def unpacked(dump: bytes) -> Vector:
    """The hashes of a dump, without those of the group that earlier versions had."""
    words, pieces, _rest, *ids = struct.unpack(f"<{len(dump) // 4}I", dump)
    return ids[:words], ids[words + pieces :]


def values(vector: Vector) -> list[float]:
    """The value of one feature of each group, so that a long text weighs no more than a short
    one."""
    return [share / math.sqrt(len(ids) or 1) for share, ids in zip(SHARES, vector, strict=True)]


def learn(vectors: Sequence[Vector], spam: Sequence[bool]) -> dict[int, float]:
    """The weights: the logarithm of how much likelier a feature is in spam.

    A feature that was never seen is as likely in both, and has no weight.
    """
    in_good: Counter[int] = Counter()
    in_spam: Counter[int] = Counter()
    for vector, is_spam in zip(vectors, spam, strict=True):
        for ids in vector:
            (in_spam if is_spam else in_good).update(ids)
    seen = in_good + in_spam
    kept = sorted(seen, key=lambda feature: (-seen[feature], feature))[:MOST_FEATURES]
    bad, good = sum(spam), len(spam) - sum(spam)
    doubt = DOUBT / len(spam)
    return {
        feature: math.log((in_spam[feature] / bad + doubt) / (in_good[feature] / good + doubt))
        for feature in kept
    }


def logit(weights: dict[int, float], vector: Vector) -> float:
    """The weight of a comment: above 0 for spam, below 0 against it."""
    get = weights.get
    return sum(
        value * sum(get(feature, 0.0) for feature in ids)
        for value, ids in zip(values(vector), vector, strict=True)
    )
