"""Counts, exports and erases all that is stored about an email address."""

from .erasure import ANONYMOUS, StillWriting, erase, forget_learned, withdraw
from .exporting import export
from .person import Found, Person, found

__all__ = [
    "ANONYMOUS",
    "Found",
    "Person",
    "StillWriting",
    "erase",
    "export",
    "forget_learned",
    "found",
    "withdraw",
]
