"""How often one may write, vote or cause mail.

What is counted in the cache is counted for each process where the cache is in memory. An operator
changes a number through ``COMMENT_LIMITS``.
"""

import ipaddress

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

WINDOW_SECONDS = 600
LIMITS = {
    # Comments within the window: from one network (IPv4 /24, IPv6 /64), under one email address,
    # on one page.
    "network": 20,
    "address": 10,
    "page": 120,
    # The same while raid protection is on.
    "raid_network": 3,
    "raid_address": 1,
    # Votes from one network within the window, and on one comment for ever.
    "votes": 60,
    "votes_on_comment": 5,
    # Mails that ask for a confirmation: to one address a day, because of one network and in all
    # an hour.
    "confirm_address": 3,
    "confirm_network": 20,
    "confirm_total": 300,
    # Notices to one address an hour: what is above waits, and comes together.
    "notices": 10,
}


def limit(name: str) -> int:
    return getattr(settings, "COMMENT_LIMITS", {}).get(name, LIMITS[name])


def parse(address: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address as a number. An IPv4 address that came in IPv6's clothes is an IPv4 address."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip


def network(address: str | None) -> str:
    """The network that an address belongs to, or an empty text."""
    ip = parse(address)
    if ip is None:
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))


def network_hash(address: str | None) -> str:
    """A network as a short code: an address is personal data, and none is kept for counting."""
    return salted_hmac("comments.limits", network(address)).hexdigest()[:32]


def exceeded(name: str, who: str) -> bool:
    """Counts one more, and says whether that is too many."""
    key = f"comments:{name}:{salted_hmac('comments.limits', who).hexdigest()[:32]}"
    cache.add(key, 0, WINDOW_SECONDS)
    try:
        return cache.incr(key) > limit(name)
    except ValueError:  # it ran out between the two lines
        return False
