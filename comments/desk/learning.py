"""What the settings screen says of the learning filter beside its switch."""

from ..models import DiscussionSettings, TrainedModel
from ..spam import training
from ..spam.model import FEWEST


def state(rules: DiscussionSettings) -> dict:
    """For ``_learning.html``: what it has learned from, how it did where it was tried, if it is on."""
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
