"""How often one may search: who asks much more often than a reader can is slowed."""

from visitors.limits import Limits
from visitors.networks import network

WINDOW_SECONDS, DAY_SECONDS = 60, 86_400
#: From one network (IPv4 /24, IPv6 /64) within the window. An operator changes a number through
#: ``SEARCH_LIMITS``.
LIMITS = {"results": 60, "suggestions": 300, "notes": 60}
_limits = Limits("search", "SEARCH_LIMITS", LIMITS, WINDOW_SECONDS)


def exceeded(name: str, request) -> bool:
    """Counts one more, and says whether that is too many."""
    return _limits.exceeded(name, network(request.META.get("REMOTE_ADDR")))


def already(name: str, what: str, request) -> bool:
    """Whether this network did so today, as far as the cache remembers."""
    who = network(request.META.get("REMOTE_ADDR"))
    return _limits.count(name, f"{who} {what}", DAY_SECONDS) > 1
