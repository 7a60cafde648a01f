"""Network addresses of visitors, taken together by network. No address is stored."""

import ipaddress


def parse(address: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address as a number. An IPv4 address that is mapped into IPv6 becomes an IPv4 address."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip


def network(address: str | None) -> str:
    """The network of an address (IPv4 /24, IPv6 /56: a household), or an empty text."""
    return _cut(address, 56)


def widest(address: str | None) -> str:
    """The network that one customer of a provider may have whole (IPv4 /24, IPv6 /48)."""
    return _cut(address, 48)


def _cut(address: str | None, bits: int) -> str:
    ip = parse(address)
    if ip is None:
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else bits), strict=False))
