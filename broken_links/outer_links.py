"""Which addresses of other sites the pages link to, and which of them are known to be broken."""

from collections.abc import Iterable
from urllib.parse import urldefrag, urlsplit

from wagtail.models import Page

from articles.models import CheckSettings

from .models import OuterLink, Reason


def remember(page: Page, addresses: Iterable[str]) -> dict[str, Reason]:
    """Notes to which addresses of other sites a page links, and tells why some of them are broken."""
    if not CheckSettings.load().outer_links:
        return {}
    typed = {address: plain(address) for address in addresses if is_outer(address)}
    wanted = set(typed.values())
    OuterLink.objects.bulk_create(
        (OuterLink(address=address) for address in sorted(wanted)), ignore_conflicts=True
    )
    rows = list(OuterLink.objects.filter(address__in=wanted))
    page.outer_links.set(rows)
    broken = {row.address: Reason(row.reason) for row in rows if row.reason}
    return {each: broken[address] for each, address in typed.items() if address in broken}


def is_outer(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(address) <= 500


def plain(address: str) -> str:
    """The address without the part of the page, which no server is told."""
    return urldefrag(address).url
