"""What the learning filter is given of a comment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """A comment as it was sent, with what is known of the sending."""

    text: str
    name: str = ""
    email: str = ""
    website: str = ""
    #: How long its writer had the form open, if that is known.
    seconds: float | None = None
    #: How many comments the same network had sent within the hour.
    previous: int = 0
