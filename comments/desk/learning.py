"""The state of the learning filter, which the settings screen shows beside its switch."""

from ..models import DiscussionSettings, TrainedModel
from ..spam import training
from ..spam.model import FEWEST


def state(rules: DiscussionSettings) -> dict:
    """The context of ``_learning.html``: the examples, the result of the trial, the switch."""
    learned = TrainedModel.objects.defer("weights").last()
    if learned:
        good, spam = learned.good, learned.spam
    else:
        good, spam = training.counts()
    return {
        "learned": learned,
        "good": good,
        "spam": spam,
        "fewest": FEWEST,
        "enough": min(good, spam) >= FEWEST,
        "on": rules.learning_filter,
    }
