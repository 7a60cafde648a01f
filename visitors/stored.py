"""What the site stores about visitors, for how long: told by the code that stores it.

Each app registers a function for the Wagtail hook ``list_what_is_stored``. It gets the request, and
yields entries that follow the settings.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks

HOOK = "list_what_is_stored"


class Place(TextChoices):
    """Where something is stored."""

    SITE = "site", _("Stored by this site")
    ELSEWHERE = "elsewhere", _("Sent to others")
    COOKIES = "cookies", _("Cookies")
    BROWSER = "browser", _("Stored in your browser, and not sent")


class Stored(NamedTuple):
    """Something that is stored, until when, and the name of its cookie."""

    place: Place
    what: str
    until: str
    cookie: str = ""


def days(number: int) -> str:
    """A period in words."""
    return ngettext("%(count)s day", "%(count)s days", number) % {"count": number}


def by_place(request) -> Iterator[tuple[str, list[Stored]]]:
    """Everything that the site stores, with a heading for each place."""
    entries = [entry for listed in hooks.get_hooks(HOOK) for entry in listed(request)]
    for place in Place:
        if found := [entry for entry in entries if entry.place == place]:
            yield place.label, found
