"""Limits on searches. They slow visitors who search much more often than a reader can."""

from visitors.limits import Limits
from visitors.networks import network

WINDOW_SECONDS, DAY_SECONDS = 60, 86_400
#: Requests from one network (IPv4 /24, IPv6 /56) within the window. An operator changes a number
#: through ``SEARCH_LIMITS``.
LIMITS = {"results": 60, "suggestions": 300, "notes": 60}
_limits = Limits("search", "SEARCH_LIMITS", LIMITS, WINDOW_SECONDS)


def exceeded(name: str, request) -> bool:
    """Counts one more request, and tells whether that is too many."""
    return _limits.exceeded(name, network(request.META.get("REMOTE_ADDR")))


def repeated_today(name: str, subject: str, request) -> bool:
    """Whether this network did the same today, as far as the cache remembers."""
    visitor = network(request.META.get("REMOTE_ADDR"))
    return _limits.count(name, f"{visitor} {subject}", DAY_SECONDS) > 1
