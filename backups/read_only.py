"""While the site's database is being moved it is read-only: pages are shown, forms are refused in words.

A row of the database says so, which all processes see within a second or so. Kept pages never ask.
"""

import logging
import time

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from .models import ReadOnly

logger = logging.getLogger(__name__)

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
RETRY_SECONDS = 120
#: The worker looks so often whether it may go on.
WORKER_SECONDS = 5
#: A value of so many characters is a text.
LONG = 60
TOKEN = "csrfmiddlewaretoken"
#: What is never sent back into a page.
SECRET = ("password", "token", "secret", "file")

_looked_at, _found = 0.0, False


def is_read_only(at_once: bool = False) -> bool:
    """Whether nothing may be changed now."""
    global _looked_at, _found
    now = time.monotonic()
    if at_once or now - _looked_at > settings.READ_ONLY_SECONDS:
        try:
            _found = ReadOnly.objects.exists()
        except (DatabaseError, InterfaceError):  # whoever needs the database will say so
            return False
        _looked_at = now
    return _found


def forget() -> None:
    """The next question looks again."""
    global _looked_at
    _looked_at = 0.0


class ReadOnlyMiddleware:
    """Answers forms with 503 while the site is read-only, and gives back what was typed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, *view):
        """After the check against forgery, before anything looks at the form."""
        return None if request.method in SAFE or not is_read_only() else refusal(request)


def refusal(request) -> HttpResponse:
    """A page with what was typed, and a button that sends the same form once more."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if not any(part in name for part in SECRET) or name == TOKEN
        for value in values
    ]
    # Names and addresses go along unseen; a text is shown, so that it can be copied.
    typed = [
        (name, value)
        for name, value in fields
        if name == "comment" or (len(value) > LONG and " " in value)
    ]
    response = HttpResponse(
        render_to_string(
            "backups/read_only.html",
            {"fields": fields, "typed": typed, "address": request.get_full_path()},
        ),
        status=503,
    )
    response["Retry-After"] = str(RETRY_SECONDS)
    add_never_cache_headers(response)
    return response


def wait() -> None:
    """Holds a worker that starts until the site may be changed again."""
    said = False
    while is_read_only(at_once=True):
        if not said:
            logger.warning("The site is read-only while its database is moved; the worker waits")
            said = True
        close_old_connections()
        time.sleep(WORKER_SECONDS)
