"""How often one may search: who asks much more often than a reader can is slowed."""

from django.conf import settings

from articles.networks import count, network

WINDOW_SECONDS, DAY_SECONDS = 60, 86_400
#: From one network (IPv4 /24, IPv6 /64) within the window. An operator changes a number through
#: ``SEARCH_LIMITS``.
LIMITS = {"results": 60, "suggestions": 300, "notes": 60}


def exceeded(name: str, request) -> bool:
    """Counts one more, and says whether that is too many."""
    most = getattr(settings, "SEARCH_LIMITS", {}).get(name, LIMITS[name])
    return count("search", name, network(request.META.get("REMOTE_ADDR")), WINDOW_SECONDS) > most


def already(name: str, what: str, request) -> bool:
    """Whether this network did so today, as far as the cache remembers."""
    who = network(request.META.get("REMOTE_ADDR"))
    return count("search", name, f"{who} {what}", DAY_SECONDS) > 1
