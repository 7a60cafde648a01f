"""Parses numbers from addresses, forms and queries."""

from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """A number in a path that fits into the ids of every database."""

    regex = "[0-9]{1,10}"


def parse_id(value) -> int | None:
    """An id, or None where it cannot be one."""
    digits = str(value or "").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else None
