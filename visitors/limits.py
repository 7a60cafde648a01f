"""How often visitors may do something, counted in the cache.

Where the cache is in memory, each process counts for itself.
"""

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac


class Limits:
    """The limits of one app: its own numbers, replaced by those that an operator gives.

    ``setting`` names the operator's setting, a dictionary; ``seconds`` is the window of time in which
    everything is counted that is not given another.
    """

    def __init__(self, app: str, setting: str, numbers: dict[str, int], seconds: int):
        self.app, self.setting, self.numbers, self.seconds = app, setting, numbers, seconds

    def limit(self, name: str) -> int:
        """The number of a limit."""
        return getattr(settings, self.setting, {}).get(name, self.numbers[name])

    def exceeded(self, name: str, who: str) -> bool:
        """Counts one more, and says whether that is too many."""
        return self.count(name, who, self.seconds) > self.limit(name)

    def count(self, name: str, who: str, seconds: int) -> int:
        """Counts one more of something that somebody does, and says how many within the time.

        Kept in the cache under a code, because nobody needs to know who it was.
        """
        code = salted_hmac(f"{self.app}.limits", who).hexdigest()[:32]
        key = f"{self.app}:{name}:{code}"
        cache.add(key, 0, seconds)
        try:
            return cache.incr(key)
        except ValueError:  # it ran out between the two lines
            return 1
