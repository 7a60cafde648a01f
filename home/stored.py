"""What the site itself stores about visitors: who signs in, and how often something was done."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from wagtail import hooks

from articles.editing import KEPT_DAYS
from visitors.stored import HOOK, Place, Stored, days


@hooks.register(HOOK)
def of_people_who_sign_in(request) -> Iterator[Stored]:
    yield Stored(
        Place.SITE,
        _("The accounts of people who work here, and what they change"),
        _("as long as they work here; their name stays with what they changed"),
    )
    yield Stored(
        Place.COOKIES,
        _("Keeps people who work here signed in, and a page with a password open for you"),
        days(settings.SESSION_COOKIE_AGE // (24 * 3600)),
        settings.SESSION_COOKIE_NAME,
    )
    yield Stored(
        Place.COOKIES,
        _("Tells people who work here, on the next page, what has been done"),
        _("until it has been read"),
        "messages",
    )
    yield Stored(
        Place.BROWSER,
        _("What people who work here write, as long as the site has not got it"),
        _("until it is saved or they sign out; %(days)s at most") % {"days": days(KEPT_DAYS)},
    )


@hooks.register(HOOK)
def of_limits(request) -> Iterator[Stored]:
    yield Stored(
        Place.SITE,
        _("How often your network or address did something that is limited, under a code"),
        _("ten minutes; a day where the same search counts once a day"),
    )
