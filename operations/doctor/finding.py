"""What a check finds."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Finding(NamedTuple):
    """A sentence about what is wrong, and one about what to do. A fault ends the command with 1."""

    says: str
    do: str
    is_fault: bool = True


def advice(says: str, do: str) -> Finding:
    """What should be better, and is no fault."""
    return Finding(says, do, is_fault=False)


class Check(NamedTuple):
    """A check by the name that an operator reads."""

    name: str
    look: Callable[[], Iterable[Finding]]
