"""The pages for what the site cannot do: by its own fault, or until database or disk are well again."""

import errno
import sys
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

#: The time after which a reader asks again.
RETRY_SECONDS = 10
#: A disk that is full, or that has become read-only.
DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
#: PostgreSQL's word for a database that is read-only for a while, as a standby is.
READ_ONLY = "25006"


def server_error(request):
    """A page without database and settings, because they may be the fault.

    A database that does not answer will do so again: browsers and crawlers are told to come back. What
    a visitor typed stands in that page, to be sent again.
    """
    if not any(is_for_a_while(error) for error in _chain(sys.exception())):
        return HttpResponse(render_to_string("500.html"), status=500)
    writes = request.method not in ("GET", "HEAD", "OPTIONS")
    typed = _typed(request) if writes else []
    context = {"writes": writes, "typed": typed, "address": request.get_full_path()}
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def is_for_a_while(error: BaseException) -> bool:
    """Whether the error is of a database or disk that may soon be well again."""
    if isinstance(error, OSError):
        return error.errno in DISK
    if isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", "") == READ_ONLY:
        return True
    return isinstance(error, (OperationalError, InterfaceError))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those because of which it was raised."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _typed(request) -> list[dict]:
    """The fields of a form, unless a stranger's page or a large form sent it, or a password is in it."""
    simple = request.content_type == "application/x-www-form-urlencoded"
    if not simple or not getattr(request, "csrf_processing_done", False):
        return []
    if any("password" in name for name in request.POST):
        return []
    return [
        {"name": name, "value": value, "is_text": "\n" in value or name == "comment"}
        for name, values in request.POST.lists()
        for value in values
    ]
