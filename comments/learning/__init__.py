"""A filter that learns from moderators' decisions which comments are spam, and says why.

It needs no service, no other package and no database: it is given examples, and makes a model that
can be stored. ``Model.train`` raises ``TooFewDecisions`` until there are 50 of either kind. What is
stored are hashes of what comments are made of, never their words, their writers' names or addresses.
"""

from .features import Example
from .model import FEWEST, Model, Record, TooFewDecisions, judge_unseen

__all__ = ["FEWEST", "Example", "Model", "Record", "TooFewDecisions", "judge_unseen"]
