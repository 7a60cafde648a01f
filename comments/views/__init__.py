"""The pages of a discussion: all of them work without JavaScript, and none is cached."""

from .mail import ask_yours, confirm, follow, unsubscribe, yours
from .moderating import moderate
from .reading import comment, discussion, thread
from .writing import mine, reply, reply_again, report, useful

__all__ = [
    "ask_yours",
    "comment",
    "confirm",
    "discussion",
    "follow",
    "mine",
    "moderate",
    "reply",
    "reply_again",
    "report",
    "thread",
    "unsubscribe",
    "useful",
    "yours",
]
