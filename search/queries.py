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
    pages = Page.objects.live().public().filter(depth__gt=2).specific()
    return pages.search(query, operator="or")
