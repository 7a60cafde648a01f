"""Browsers from which somebody has signed in before.

Each has a signed cookie with a random number for each account. It opens nothing: it lets the owner try a password where
strangers have used up an account's attempts. OWASP calls this “device cookies”.
"""

import secrets

from django.conf import settings

from . import limits

COOKIE, YEAR = "device", 365 * 24 * 3600
#: Accounts that one browser is known for.
MOST = 5


def account_code(username: str) -> str:
    """What the cookie has instead of an account's name."""
    return limits.code_of("device", username)[:16]


def _known(request) -> dict[str, str]:
    stored = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=YEAR)
    return dict(pair.split(".", 1) for pair in stored.split("-") if "." in pair)


def number(request, username: str) -> str:
    """The number of this browser, if the account's owner has signed in from it; or an empty text."""
    return _known(request).get(account_code(username), "")


def remember(request, response, username: str, anew: bool = False) -> None:
    """Makes the browser one of the owner's. Anew, it has its attempts before it again."""
    code, known = account_code(username), _known(request)
    kept = known.pop(code, "")
    pairs = [*known.items()][1 - MOST :]
    pairs.append((code, kept if kept and not anew else secrets.token_hex(8)))
    response.set_signed_cookie(
        COOKIE,
        "-".join(f"{code}.{number}" for code, number in pairs),
        salt=COOKIE,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
