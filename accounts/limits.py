"""How often a password may be tried, and a new one asked for.

What concerns one account is counted in rows of the database: exactly, for all processes, and though the cache
is emptied. A network's attempts are counted in the cache.
"""

import time
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from visitors.limits import Limits

from .models import Attempts

MINUTES, HOUR, DAY = 600, 3600, 86_400
#: An operator changes a number through ``PASSWORD_LIMITS``.
LIMITS = {
    # Passwords from one network (IPv4 /24, IPv6 /48) within ten minutes, right ones among them: of
    # accounts, private pages and documents.
    "attempts": 30,
    # Wrong passwords within a day: for one account from browsers that nobody knows, and from one
    # browser from which its owner has signed in before.
    "account": 20,
    "browser": 20,
    # New passwords that are asked for within an hour: for one address, from one network.
    "mails": 3,
    "network_mails": 20,
}
_limits = Limits("passwords", "PASSWORD_LIMITS", LIMITS, MINUTES)
limit = _limits.limit


class TooMany(Exception):
    """There were too many attempts: of what kind, and how many seconds there are to wait."""

    def __init__(self, kind: str, seconds: int):
        super().__init__(kind, seconds)
        self.kind, self.seconds = kind, seconds


class Attempt(NamedTuple):
    """One attempt that was counted."""

    code: str
    at: float

    def give_back(self) -> None:
        """Forgets it, because it was none: the password was right."""
        with transaction.atomic():
            row = Attempts.objects.select_for_update().filter(pk=self.code).first()
            if row and self.at in row.times:
                row.times.remove(self.at)
                row.save(update_fields=["times"])


def code_of(kind: str, whose: str) -> str:
    """A code from which nobody can read what it stands for."""
    return salted_hmac(f"accounts.{kind}", whose, algorithm="sha256").hexdigest()


def network_tries(network: str) -> None:
    """Counts a password that a network tries, before it is looked at."""
    if _limits.exceeded("attempts", network):
        raise TooMany("attempts", MINUTES)


def repeated(what: str, whose: str) -> bool:
    """Whether this happened already within ten minutes. While the cache is away, it never did."""
    return _limits.count(what, whose, MINUTES) > 1


def count(kind: str, whose: str, seconds: int) -> Attempt:
    """Counts an attempt before it is made, so that of many at once no more than allowed are made."""
    code, most = code_of(kind, whose), limit(kind)
    # Whoever has had enough takes no lock.
    _refuse(kind, Attempts.objects.filter(pk=code).first(), most, seconds)
    with transaction.atomic():
        row, _ = Attempts.objects.select_for_update().get_or_create(pk=code)
        _refuse(kind, row, most, seconds)
        attempt = Attempt(code, time.time())
        row.times = [*_within(row, seconds), attempt.at]
        row.last_at = timezone.now()
        row.save()
    return attempt


def _within(row: Attempts | None, seconds: int) -> list[float]:
    """The attempts of so long ago. One in the future comes from a clock that was wrong."""
    now = time.time()
    return [at for at in row.times if now - seconds < at <= now] if row else []


def _refuse(kind: str, row: Attempts | None, most: int, seconds: int) -> None:
    times = _within(row, seconds)
    if len(times) >= most:
        oldest = times[-most] if most else time.time()
        raise TooMany(kind, max(1, int(oldest + seconds - time.time()) + 1))
