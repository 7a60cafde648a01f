"""Limits on how often visitors may do something, counted in the cache.

If that cache is in memory, each process counts for itself: ``CACHES["counts"]`` names another.
"""

from django.conf import settings
from django.core.cache import caches
from django.utils.crypto import salted_hmac


def counts():
    """The cache that counts."""
    return caches["counts" if "counts" in settings.CACHES else "default"]


class Limits:
    """The limits of one app: its own numbers, unless an operator has set others.

    ``setting`` names the operator's setting, a dictionary. ``seconds`` is the window of time of every
    count that names no other.
    """

    def __init__(self, app: str, setting: str, numbers: dict[str, int], seconds: int):
        self.app, self.setting, self.numbers, self.seconds = app, setting, numbers, seconds

    def limit(self, name: str) -> int:
        """The number of a limit."""
        return getattr(settings, self.setting, {}).get(name, self.numbers[name])

    def exceeded(self, name: str, visitor: str) -> bool:
        """Counts one more action, and tells whether that is too many."""
        return self.count(name, visitor, self.seconds) > self.limit(name)

    def count(self, name: str, visitor: str, seconds: int) -> int:
        """Counts one more action of a visitor, and returns how many there are within the time.

        The cache has a code instead of the visitor's network, because nobody needs to know it.
        """
        code = salted_hmac(f"{self.app}.limits", visitor).hexdigest()[:32]
        key = f"{self.app}:{name}:{code}"
        kept = counts()
        kept.add(key, 0, seconds)
        try:
            return kept.incr(key)
        except ValueError:  # the count expired between the two lines
            return 1
