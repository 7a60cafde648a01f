"""What the doors store about those who come to them."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail import hooks

from visitors.stored import HOOK, Place, Stored, days

from .browsers import COOKIE, YEAR


@hooks.register(HOOK)
def of_doors(request) -> Iterator[Stored]:
    yield Stored(
        Place.SITE,
        _("How often a password of somebody who works here was tried, under a code"),
        days(1),
    )
    yield Stored(
        Place.SITE,
        _("An address for which a new password is wanted"),
        _("until the mail is sent; a day at most"),
    )
    yield Stored(
        Place.SITE,
        _("Where somebody who works here is signed in: the kind of browser, and the network"),
        _("until they sign out; %(days)s at most")
        % {"days": days(settings.SESSION_COOKIE_AGE // (24 * 3600))},
    )
    yield Stored(
        Place.COOKIES,
        _("Knows a browser from which somebody who works here has signed in"),
        days(YEAR // (24 * 3600)),
        COOKIE,
    )
