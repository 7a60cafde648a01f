"""How often one place may write: counted in the cache, by network rather than by address."""

import ipaddress
from hashlib import sha256

from django.core.cache import cache

WINDOW_SECONDS = 600
#: Comments from one network (IPv4 /24, IPv6 /64) within the window.
MOST = 20


def network(address: str | None) -> str:
    """The network that an address belongs to, or an empty text."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))


def exceeded(address: str | None) -> bool:
    """Counts one more, and says whether that is too many."""
    where = network(address)
    if not where:
        return False
    # A hash: an address is personal data, and the cache may be shared.
    key = f"comments:{sha256(where.encode()).hexdigest()[:32]}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) > MOST
    except ValueError:  # it ran out between the two lines
        return False
