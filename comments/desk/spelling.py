"""How the desk spells moments, spans of time and what became of a comment."""

from django.utils import timezone
from django.utils.formats import date_format

from ..models import Decision, Standing, Status

STATUS = {
    Status.UNCONFIRMED: "unconfirmed",
    Status.HELD: "held",
    Status.PUBLISHED: "published",
    Status.SPAM: "spam",
    Status.REMOVED: "removed",
    Standing.NORMAL: "as everybody",
    Standing.TRUSTED: "trusted",
    Standing.WATCHED: "watched",
    Standing.BANNED: "banned",
}
UNITS = [("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)]


def moment(value) -> str:
    return date_format(timezone.localtime(value), "j F Y, H:i")


def span(seconds: int | None) -> str:
    """A span of time in its two largest units, as “3 hours 12 minutes”."""
    if seconds is None:
        return ""
    words = []
    for name, size in UNITS:
        number, seconds = divmod(seconds, size)
        if number or (words and len(words) < 2):
            words.append((number, name))
        if len(words) == 2:
            break
    return " ".join(_count(*word) for word in words if word[0]) or "0 seconds"


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def change(decision: Decision) -> str:
    """What became of what, or what it stayed."""
    from_status, to_status = (
        STATUS.get(status, status) for status in (decision.from_status, decision.to_status)
    )
    return to_status if from_status == to_status else f"{from_status} → {to_status}"


def afterwards(decision: Decision) -> str:
    """What is to be said about a decision that did not last, or never counted."""
    if decision.conflict:
        return "Somebody else was faster"
    return "Undone" if decision.undone_at else ""
