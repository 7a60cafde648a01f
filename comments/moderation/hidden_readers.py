"""Whether a proxy hides the readers: their comments all seem to come from it."""

from django.core.cache import cache

from .. import limits
from ..models import ReaderComment

#: So many of the newest comments are looked at.
NEWEST = 50
#: Fewer comments with an address tell nothing.
FEWEST = 10
#: A proxy has few addresses, an office that reads from within has many.
MOST_ADDRESSES = 3
KEY, SECONDS = "comments:hidden_readers", 600


def found() -> dict:
    """The private addresses that the newest comments all came from, and the number of these.

    The addresses are empty where nothing is wrong, or where there are too few comments to tell.
    """
    known = cache.get(KEY)
    if known is None:
        known = _look()
        cache.set(KEY, known, SECONDS)
    return known


def _look() -> dict:
    # By the primary key: the newest are found without reading others.
    newest = ReaderComment.objects.order_by("-pk").values_list("ip_address", "user_id")[:NEWEST]
    came_from = [limits.parse(address) for address, user in newest if address and not user]
    addresses = set(came_from)
    hidden = (
        len(came_from) >= FEWEST
        and len(addresses) <= MOST_ADDRESSES
        and not any(address is None or address.is_global for address in addresses)
    )
    return {
        "comments": len(came_from),
        "addresses": sorted(map(str, addresses)) if hidden else [],
    }
