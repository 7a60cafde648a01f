"""Numbers that somebody sent: in an address, a form or a query."""

from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """A number in a path that fits into every database's ids."""

    regex = "[0-9]{1,10}"


def parse_id(value) -> int | None:
    """An id, or None where it cannot be one."""
    digits = str(value or "").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else None
