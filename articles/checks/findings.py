"""What a check finds, and where."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """What becomes of what a check finds."""

    OFF = "off", _("Off")
    ADVISE = "advise", _("Advise")
    STOP = "stop", _("Stop publication")


@dataclass(frozen=True)
class Item:
    """A block of a stream: its position, and the id that it has in the form."""

    index: int
    id: str


#: The way to a place in the form: a field, then blocks and their parts.
Place = tuple[str | Item, ...]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be."""

    message: str | Promise
    place: Place

    @property
    def path(self) -> str:
        """The place as Wagtail's form writes it (``data-contentpath``)."""
        return ".".join(step if isinstance(step, str) else step.id for step in self.place)
