"""Stands around the whole site and watches each request: in front of the page cache, and within Django."""

import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db import connection

from . import numbers
from .asked import Asked, asked

CACHES = {"HIT": "hit", "MISS": "miss"}


class Watching:
    """A WSGI application around the site's. The time ends when the answer begins."""

    def __init__(self, application: Callable):
        self.application = application
        self.counts = bool(settings.METRICS_TOKEN)

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        this = Asked()
        before = asked.set(this)

        def answered(status, headers, exc_info=None):
            this.status = status[0]
            for name, value in headers:
                if name == "X-Cache":
                    this.cache = CACHES.get(value, "pass")
            return start_response(status, headers, exc_info)

        begun = time.perf_counter()
        try:
            return self.application(environ, answered)
        finally:
            asked.reset(before)
            if self.counts:
                numbers.count(this, time.perf_counter() - begun)


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
