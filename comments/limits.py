"""How often one place may write: counted in the cache, by network rather than by address."""

import ipaddress

from django.core.cache import cache
from django.utils.crypto import salted_hmac

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


def network_hash(address: str | None) -> str:
    """A network as a short code: an address is personal data, and none is kept for counting."""
    return salted_hmac("comments.limits", network(address)).hexdigest()[:32]


def exceeded(address: str | None) -> bool:
    """Counts one more, and says whether that is too many."""
    if not network(address):
        return False
    key = f"comments:{network_hash(address)}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) > MOST
    except ValueError:  # it ran out between the two lines
        return False
