"""The input of the learning filter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """A comment as it was sent, with what is known of its sending."""

    text: str
    name: str = ""
    email: str = ""
    website: str = ""
    #: The seconds that the author had the form open, if known.
    seconds: float | None = None
    #: The number of comments from the same network within the hour before.
    previous: int = 0
