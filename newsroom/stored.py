"""What the newsroom stores about people who are not of the house."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from wagtail import hooks

from visitors.stored import HOOK, Place, Stored, days

from .sharing import PERIODS


@hooks.register(HOOK)
def of_shared_drafts(request) -> Iterator[Stored]:
    yield Stored(
        Place.SITE,
        _("For whom an editor made a link to a draft, if the editor noted it"),
        days(max(map(int, PERIODS))),
    )
