"""The pages of a discussion: all of them work without JavaScript, and none is cached."""

from .account import ask_yours, old_link, yours
from .mail import confirm, follow, unsubscribe
from .moderating import moderate
from .reacting import report, useful
from .reading import comment, discussion, thread
from .writing import mine, reply, reply_again

__all__ = [
    "ask_yours",
    "comment",
    "confirm",
    "discussion",
    "follow",
    "mine",
    "moderate",
    "old_link",
    "reply",
    "reply_again",
    "report",
    "thread",
    "unsubscribe",
    "useful",
    "yours",
]
