"""The cookies of discussions: signed ones, which browsers send to the discussion's pages alone.

Articles are outside of their path, so an article is the same for everybody. One more cookie is a
mark without a secret: it tells the script of a public page that it can fetch controls.
"""

import secrets

from django.conf import settings

from . import permissions
from .models import Commenter, ReaderComment

PATH = "/discussion/"
READER, BROWSER = "reader", "browser"
MODERATOR = "moderator"
WRITER, LATEST = "writer", 20
YEAR = 365 * 24 * 3600
#: Opens the page with everything that somebody wrote. Other pages do not get this cookie.
ACCOUNT, ACCOUNT_PATH, ACCOUNT_MINUTES = "account", "/discussion/yours/", 30


def commenter(request) -> Commenter | None:
    """The commenter whose address was confirmed in this browser."""
    pk = request.get_signed_cookie(READER, None, salt=READER, max_age=YEAR)
    return Commenter.objects.filter(pk=pk, confirmed_at__isnull=False).first() if pk else None


def remember(response, reader: Commenter) -> None:
    """Marks the browser as one of the address's owner."""
    _set(response, READER, str(reader.pk))


def forget(response) -> None:
    response.delete_cookie(READER, path=PATH)


def account(request) -> Commenter | None:
    """The commenter whose address was proven in this browser a short while ago."""
    pk = request.get_signed_cookie(ACCOUNT, None, salt=ACCOUNT, max_age=ACCOUNT_MINUTES * 60)
    return Commenter.objects.filter(pk=pk).first() if pk else None


def open_account(response, commenter: Commenter) -> None:
    """Opens the commenter's own page in this browser, for a short while."""
    _set(response, ACCOUNT, str(commenter.pk), ACCOUNT_MINUTES * 60, ACCOUNT_PATH)


def close_account(response) -> None:
    response.delete_cookie(ACCOUNT, path=ACCOUNT_PATH)


def browser(request) -> str:
    """The random name of this browser, or a new one."""
    return request.get_signed_cookie(
        BROWSER, None, salt=BROWSER, max_age=YEAR
    ) or secrets.token_hex(16)


def name(response, browser: str) -> None:
    _set(response, BROWSER, browser)


def wrote(request) -> list[int]:
    """The latest comments that this browser sent, by their ids."""
    stored = request.get_signed_cookie(WRITER, "", salt=WRITER, max_age=YEAR)
    return [int(pk) for pk in stored.split(".") if pk]


def add_written(request, response, comment) -> None:
    """Notes in the browser that it sent the comment."""
    ids = [pk for pk in wrote(request) if pk != comment.pk][1 - LATEST :] + [comment.pk]
    _set(response, WRITER, ".".join(map(str, ids)))


def is_known(request, email: str) -> bool:
    """Whether a comment of this address that was sent from this browser is published."""
    ids = wrote(request)
    return (
        bool(ids)
        and ReaderComment.objects.published()
        .filter(pk__in=ids, commenter__email=email.strip().lower())
        .exists()
    )


def mark_moderator(request, response) -> None:
    """Marks the browser as a moderator's until it is closed. The mark gives no rights."""
    if MODERATOR not in request.COOKIES and permissions.moderates(request.user):
        response.set_cookie(
            MODERATOR, "1", secure=settings.SESSION_COOKIE_SECURE, httponly=False, samesite="Lax"
        )


def forget_moderator(response) -> None:
    response.delete_cookie(MODERATOR, samesite="Lax")


def _set(response, key: str, value: str, seconds: int = YEAR, path: str = PATH) -> None:
    response.set_signed_cookie(
        key,
        value,
        salt=key,
        max_age=seconds,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
