"""Whether a password may be tried: asked at every door, before the password is looked at."""

import unicodedata

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from visitors.networks import widest

from . import browsers, limits


def plain(name: str) -> str:
    """A name of an account, or an address, as it is counted: however it is written."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def admit(request, username: str) -> limits.Attempt:
    """Counts the attempt, or raises ``TooMany``."""
    name = plain(username)
    if browser := browsers.number(request, name):
        return limits.count("browser", browser, limits.DAY)
    limits.network_tries(widest(request.META.get("REMOTE_ADDR")))
    return limits.count("account", name, limits.DAY)


def in_words(refused: limits.TooMany) -> str:
    """What somebody is told who has to wait."""
    return {
        "attempts": _(
            "More passwords were tried from your network than we allow within ten minutes. "
            "Wait ten minutes, then try again."
        ),
        "account": _(
            "Too many wrong passwords were tried for this account today. Sign in from a browser in "
            "which you have signed in before, or have a new password sent to you: with it you can sign "
            "in here."
        ),
        "browser": _(
            "Too many wrong passwords were tried in this browser today. Have a new password sent to "
            "you: with it you can sign in here."
        ),
        "codes": _(
            "Too many wrong codes were tried today. Wait a day, or ask an administrator to remove your "
            "second factor."
        ),
        "mails": _(
            "A new password was asked for several times for this address. Look for the mail, also "
            "among the spam; after an hour you can ask again."
        ),
        "network_mails": _(
            "More new passwords were asked for from your network than we allow within an hour. "
            "Wait an hour, then try again."
        ),
    }[refused.kind]


class GuardedBackend(ModelBackend):
    """Django's accounts, behind the limits. Whatever asks Django for an account comes through here."""

    @sensitive_variables("password")
    def authenticate(self, request, username=None, password=None, **kwargs):
        # A command of the operator's has no request.
        if request is None or username is None or password is None:
            return super().authenticate(request, username, password, **kwargs)
        try:
            attempt = admit(request, username)
        except limits.TooMany as refused:
            request.refused = refused
            # Django asks no further backend.
            raise PermissionDenied from refused
        user = super().authenticate(request, username, password, **kwargs)
        if user is not None:
            attempt.give_back()
        return user
