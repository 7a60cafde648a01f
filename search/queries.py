"""What the site's search finds."""

from django.db.models import QuerySet
from wagtail.models import Page

MAX_LENGTH = 200


def normalise(text: str) -> str:
    """A query as it is searched for: printable, trimmed, of a sane length."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:MAX_LENGTH].strip()


def search(query: str) -> QuerySet:
    """Published pages for a query, best first."""
    # Wagtail's own public(): its search understands no sub-query.
    # The quotation mark is SQLite's own syntax; by itself it would be a broken query.
    words = " ".join(query.replace('"', " ").split())
    if not words:
        return Page.objects.none()
    pages = Page.objects.live().public().filter(depth__gt=2).specific()
    return pages.search(words, operator="or")
