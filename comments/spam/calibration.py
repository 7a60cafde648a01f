"""Turns scores into probabilities, and finds the threshold from which on a comment is held."""

import math

from .bayes import Vector, learn, logit

FOLDS = 8
#: The share of held comments that must be spam, on decisions that the model has not learned from.
PRECISION = 0.99
#: The share of spam that is enough to find. The threshold gives up spam beyond it for precision.
RECALL = 0.92
#: The share of spam that must be left when the threshold rises above every good comment.
LEAST_RECALL = 0.9


def chance(logit: float) -> float:
    if logit < 0:
        return math.exp(max(logit, -700)) / (1 + math.exp(max(logit, -700)))
    return 1 / (1 + math.exp(-min(logit, 700)))


def unseen_scores(vectors: list[Vector], spam: list[bool]) -> list[float]:
    """A score for each vector, by weights learned from others that have a different text."""
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
        weights = learn([vectors[place] for place in rest], [spam[place] for place in rest])
        for place, other in enumerate(folds):
            if other == fold:
                scores[place] = logit(weights, vectors[place])
    return scores


def calibrated(scores: list[float], spam: list[bool]) -> tuple[float, float]:
    """The slope and the offset that turn scores into logarithms of odds (Platt, 1999)."""
    bad, good = sum(spam), len(spam) - sum(spam)
    aims = [(bad + 1) / (bad + 2) if is_spam else 1 / (good + 2) for is_spam in spam]
    slope, offset = 1.0, math.log(bad / good)
    for _ in range(40):
        chances = [chance(slope * score + offset) for score in scores]
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


def threshold(scores: list[float], spam: list[bool]) -> float:
    """The score from which on a comment is held: lenient enough to find spam, with a margin.

    It begins between the lowest threshold with ``PRECISION`` and the one with ``RECALL``, and rises
    above every good comment as far as ``LEAST_RECALL`` allows: tomorrow's comments are never quite
    those of the past.

    Moderators make mistakes too. If the good comment with the highest score lies deep among spam,
    it does not count: in a first model a single mistake would keep the filter from ever holding.
    """
    bad = sorted(score for score, is_spam in zip(scores, spam, strict=True) if is_spam)
    good = sorted(score for score, is_spam in zip(scores, spam, strict=True) if not is_spam)
    if good[-1] >= bad[len(bad) // 10]:
        good.pop()
    ranked = [(score, True) for score in bad] + [(score, False) for score in good]
    ranked.sort(reverse=True)
    lowest = clear = ranked[0][0]
    found = 0
    for number, (score, is_spam) in enumerate(ranked, 1):
        found += is_spam
        between = (score + ranked[min(number, len(ranked) - 1)][0]) / 2
        if is_spam and found >= PRECISION * number:
            lowest = between
        if found == number:
            clear = between
    usual = max(lowest, (lowest + bad[int((1 - RECALL) * len(bad))]) / 2)
    return max(usual, min(clear, bad[int((1 - LEAST_RECALL) * len(bad))]))
