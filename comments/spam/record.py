"""The record of the filter: how it judged decisions that it had not seen, and what that proves."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

from .bayes import Vector, vector
from .example import Example
from .model import Model

#: The newest decisions that are judged, half of all at most, in so many parts. Each part is judged
#: by a model of those before it, as comments were judged in those days.
JUDGED, PARTS = 400, 4
#: The decisions of either kind that the model of the first part learns from.
FEWEST_TO_TRY = 25
#: How sure the record must be of what it promises.
CERTAINTY = 0.99


@dataclass(frozen=True)
class Record:
    """The judgements of models on decisions that were newer than all that these had learned."""

    of: int
    held: int
    wrongly: int
    missed: int

    @property
    def proven(self) -> int:
        """Of 100 comments that it holds, at least so many are spam."""
        return lower_end(self.held, self.wrongly)


def lower_end(held: int, wrongly: int) -> int:
    """The lower end of the share of spam, of 100, that so many mistakes prove.

    With a smaller share of spam so few mistakes would be luck: less likely than ``CERTAINTY``
    leaves room for (Clopper and Pearson, 1934).
    """
    share = 99
    while share and _luck(held, wrongly, 1 - share / 100) > 1 - CERTAINTY:
        share -= 1
    return share


def _luck(held: int, wrongly: int, rate: float) -> float:
    """How likely so few mistakes are, if each is as likely as ``rate``."""
    return sum(
        comb(held, number) * rate**number * (1 - rate) ** (held - number)
        for number in range(wrongly + 1)
    )


def judge_unseen(examples: Sequence[tuple[Example | Vector, bool]]) -> Record:
    """Judges the newest decisions, each part by a model that learned from those before alone.

    ``TooFewDecisions`` is raised when there is nothing to learn from before the first part.
    """
    known = [(vector(example), is_spam) for example, is_spam in examples]
    held = wrongly = missed = 0
    edges = _edges([is_spam for _, is_spam in known])
    for start, end in zip(edges, edges[1:], strict=False):
        model = Model.train(known[:start], FEWEST_TO_TRY)
        for each, is_spam in known[start:end]:
            holds = model.score(each) >= model.threshold
            held += holds
            wrongly += holds and not is_spam
            missed += is_spam and not holds
    return Record(len(known) - edges[0], held, wrongly, missed)


def _edges(spam: list[bool]) -> list[int]:
    """Where the parts begin, and where the last ends."""
    left, enough = {True: 0, False: 0}, 0
    while enough < len(spam) and min(left.values()) < FEWEST_TO_TRY:
        left[spam[enough]] += 1
        enough += 1
    number = max(1, min(JUDGED, len(spam) // 2, len(spam) - enough))
    parts = min(PARTS, number)
    first = len(spam) - number
    return [first + number * part // parts for part in range(parts + 1)]
