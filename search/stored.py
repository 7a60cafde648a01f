"""What the search stores about visitors."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail import hooks

from visitors.stored import HOOK, Place, Stored, days

from .housekeeping import RETENTION_DAYS, SINGLE_SEARCH_DAYS


@hooks.register(HOOK)
def of_searches(request) -> Iterator[Stored]:
    yield Stored(
        Place.SITE,
        _("What was searched for and opened, counted by day, without who it was"),
        _("%(days)s; %(fewer)s where somebody searched for it once")
        % {"days": days(RETENTION_DAYS), "fewer": days(SINGLE_SEARCH_DAYS)},
    )
