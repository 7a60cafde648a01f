"""Stands around the whole site and watches each request: in front of the page cache, and within Django."""

import os
import re
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import connection

from . import numbers
from .asked import Asked, asked

CACHES = {"HIT": "hit", "MISS": "miss"}
#: What a proxy may call a request. Nobody's address or name fits.
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


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
            for name, value in headers:
                if name == "X-Cache":
                    this.cache = CACHES.get(value, "pass")
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
        return given if given and REQUEST_ID.fullmatch(given) else os.urandom(16).hex()


class Timer:
    """Counts the queries of a request and their time."""

    __slots__ = ("this",)

    def __init__(self, this: Asked):
        self.this = this

    def __call__(self, execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.this.queries += 1
            self.this.database_seconds += time.perf_counter() - begun


class ViewMiddleware:
    """Notes which view answers, and how long it waits for the database."""

    def __init__(self, get_response):
        self.get_response = get_response
        user_login_failed.connect(numbers.count_failure, dispatch_uid="operations.numbers")

    def __call__(self, request):
        this = asked.get()
        if this is None:
            return self.get_response(request)
        with connection.execute_wrapper(Timer(this)):
            return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if this := asked.get():
            this.view = request.resolver_match.view_name or "unnamed"
