"""The site behind its page cache, asked as gunicorn asks it."""

import io
from dataclasses import dataclass

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from wagtail.models import Site

from comments.models import DiscussionSettings
from home.models import SiteSettings
from page_cache.application import PageCache
from page_cache.following import Follower, follower
from page_cache.memory import Memory
from page_cache.parts import parts


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def how(self) -> str:
        return self.headers["X-Cache"]

    @property
    def text(self) -> str:
        return self.body.decode()


class Asking:
    """Asks a WSGI application for pages."""

    def __init__(self, application):
        self.application = application

    def __call__(self, path, method="GET", **headers) -> Response:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        begun = []
        # A request's end would close the connection, and the test's transaction with it.
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        parts = self.application(environ, lambda *given: begun.append(given))
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
        status, given, *_ = begun[-1]
        return Response(int(status[:3]), dict(given), body)


@pytest.fixture
def page_cache(settings, home, monkeypatch) -> PageCache:
    """A process's cache, which looks for changes at each request."""
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    settings.PAGE_CACHE_SECONDS = 0
    # The first page makes the settings, which drops everything.
    for kind in (SiteSettings, DiscussionSettings):
        kind.for_site(Site.objects.get())
    # What the process follows and keeps is of other tests.
    monkeypatch.setattr(parts, "__dict__", Memory(0).__dict__)
    begun = Follower()
    begun.listeners = list(follower.listeners)
    monkeypatch.setattr(follower, "__dict__", begun.__dict__)
    return PageCache(WSGIHandler())


@pytest.fixture
def ask(page_cache) -> Asking:
    return Asking(page_cache)
