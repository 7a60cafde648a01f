"""Stands around the whole site and watches each request: in front of the page cache, and within Django."""

import logging
import re
import time
from collections.abc import Callable, Iterable
from random import getrandbits

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import connection

from . import numbers
from .asked import Asked, asked

logger = logging.getLogger(__name__)

CACHES = {"HIT": "hit", "MISS": "miss"}
#: What a proxy may call a request. Nobody's address or name fits.
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")

#: A value that stands in a query itself, and how much of a query is logged.
TEXT = re.compile(r"'(?:[^']|'')*'")
MOST_SQL = 1000
COLUMNS = re.compile(r"\bSELECT .*? FROM\b")


class Watching:
    """A WSGI application around the site's. The time ends when the answer begins.

    Each request has an id, for the log and in ``X-Request-ID``: the one that a proxy gave it, if it is believed.
    """

    def __init__(self, application: Callable):
        self.application = application
        self.believes = bool(settings.SECURE_PROXY_SSL_HEADER)  # BEHIND_PROXY
        self.counts = bool(settings.METRICS_TOKEN)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        this = Asked(self._id(environ))
        before = asked.set(this)

        def answered(status, headers, exc_info=None):
            this.status = status[0]
            for name, value in reversed(headers):
                if name == "X-Cache":
                    this.cache = CACHES.get(value, "pass")
                    break
            return start_response(status, [*headers, ("X-Request-ID", this.id)], exc_info)

        begun = time.perf_counter()
        try:
            return self.application(environ, answered)
        finally:
            asked.reset(before)
            if self.counts:
                numbers.count(this, time.perf_counter() - begun)

    def _id(self, environ: dict) -> str:
        given = environ.get("HTTP_X_REQUEST_ID", "") if self.believes else ""
        if given and REQUEST_ID.fullmatch(given):
            return given
        return (
            f"{getrandbits(128):032x}"  # it is no secret, and each process has numbers of its own
        )


class Timer:
    """Counts the queries of a request and their time, and logs those that take long."""

    __slots__ = ("most", "this")

    def __init__(self, this: Asked, most: float):
        self.this, self.most = this, most

    def __call__(self, execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent = time.perf_counter() - begun
            self.this.queries += 1
            self.this.database_seconds += spent
            if spent > self.most:
                _log_slow(sql, round(spent * 1000), self.this.view)


def _log_slow(sql, milliseconds: int, view: str) -> None:
    """The query has places for values, and values only where the code itself wrote them."""
    words = TEXT.sub("'***'", " ".join(str(sql).split()))
    if len(words) > MOST_SQL:
        words = COLUMNS.sub("SELECT … FROM", words)[:MOST_SQL]
    logger.warning(
        "Slow query of %s, %s ms: %s",
        view or "no view",
        milliseconds,
        words,
        extra={"milliseconds": milliseconds},
    )


class ViewMiddleware:
    """Notes which view answers, and how long it waits for the database."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.most = settings.SLOW_QUERY_MILLISECONDS / 1000 or float("inf")
        user_login_failed.connect(numbers.count_failure, dispatch_uid="operations.numbers")

    def __call__(self, request):
        this = asked.get()
        if this is None:
            return self.get_response(request)
        with connection.execute_wrapper(Timer(this, self.most)):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if this := asked.get():
            this.view = request.resolver_match.view_name or "unnamed"
