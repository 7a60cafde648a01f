"""The limits on writing, voting and causing mail.

The counters are in a cache, see ``visitors.limits``. An operator changes a number through
``COMMENT_LIMITS``.
"""

from django.http import QueryDict
from django.utils.crypto import salted_hmac

from visitors.limits import Limits
from visitors.networks import network, parse, widest

__all__ = [
    "LIMITS",
    "count",
    "customer",
    "exceeded",
    "limit",
    "network",
    "network_hash",
    "parse",
    "widest",
]

WINDOW_SECONDS = 600
LIMITS = {
    # Comments within the window: from one network (IPv4 /24, IPv6 /56), from all that one customer
    # of a provider may have (IPv6 /48), under one email address, on one page.
    "network": 20,
    "customer": 60,
    "address": 10,
    "page": 120,
    # The same while raid protection is on.
    "raid_network": 3,
    "raid_customer": 6,
    "raid_address": 1,
    # Votes from one network within the window, and on one comment for ever.
    "votes": 60,
    "votes_on_comment": 5,
    # Mails that ask for a confirmation: to one address a day, because of one network and in all
    # an hour.
    "confirm_address": 3,
    "confirm_network": 20,
    "confirm_total": 300,
    # Notices to one address an hour. Further ones wait, and come together in one mail.
    "notices": 10,
}

#: No value of a form is taken or shown again beyond this many characters: twenty times what fits.
MOST_CHARACTERS = 60_000

_limits = Limits("comments", "COMMENT_LIMITS", LIMITS, WINDOW_SECONDS)
limit, exceeded, count = _limits.limit, _limits.exceeded, _limits.count


def bounded(data: QueryDict) -> QueryDict:
    """What a form sent, with each value cut at ``MOST_CHARACTERS``.

    A form that is refused is shown again with what it sent. Ten megabytes would become a hundred.
    """
    cut = data.copy()
    for name, values in data.lists():
        cut.setlist(name, [value[:MOST_CHARACTERS] for value in values])
    return cut


def customer(address: str | None) -> str:
    """All that one customer of a provider may have, where that is more than the network."""
    whole = widest(address)
    return whole if whole != network(address) else ""


def network_hash(address: str | None) -> str:
    """A customer's network as a short code: an address is personal data, and counting needs none."""
    return salted_hmac("comments.limits", widest(address)).hexdigest()[:32]
