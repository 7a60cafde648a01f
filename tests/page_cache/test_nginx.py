"""``deploy/nginx.conf`` serves public pages by itself, and nobody's own page to anybody else."""

import re
import threading
import time
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections

from bench.nginx import NGINX, running
from config.settings import base
from tests.conftest import ROOT

from .. import factories
from ..config.test_nginx import get

pytestmark = pytest.mark.skipif(
    not NGINX, reason="nginx is missing; install it (Debian: nginx-light)"
)


class Silent(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def article(home):
    return factories.article(factories.topic(home, "History"), "Why do we dream?")


@pytest.fixture
def asked() -> list[str]:
    """The requests that nginx has handed on to the site."""
    return []


@pytest.fixture
def nginx(page_cache, asked, tmp_path):
    """The site behind nginx. Both are asked one request at a time, so one connection is enough."""

    def application(environ, start_response):
        asked.append(environ["PATH_INFO"])
        return page_cache(environ, start_response)

    connection = connections["default"]
    connection.inc_thread_sharing()
    # A request's end would close the connection, and the test's transaction with it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    server = WSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(application)

    def serve():
        connections["default"] = connection
        server.serve_forever(poll_interval=0.01)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with running(tmp_path, server.server_port) as started:
            asked.clear()
            yield started
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        connection.dec_thread_sharing()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def ask(nginx):
    def ask(path, **headers):
        return get(nginx.address, path, **{"Host": "testserver", **headers})

    return ask


def test_a_page_that_is_ready_comes_from_nginx(ask, article, asked):
    ask(article.url)
    first = ask(article.url)
    for _ in range(20):  # the clock may tick in between
        if first[1]["X-Cache-Nginx"] == "HIT":
            break
        first = ask(article.url)
    assert first[1]["X-Cache-Nginx"] == "HIT", str(first[1])
    asked.clear()
    answers = [ask(article.url, If_None_Match=first[1]["ETag"]), ask(f"{article.url}?utm_source=x")]
    assert [each[0] for each in answers] == [304, 200]
    assert answers[1][2] == first[2]
    assert len(asked) <= 2


def test_each_encoding_is_kept_once_however_it_is_asked_for(ask, article):
    wishes = {"br": ("br", "gzip, deflate, br", "br;q=0.9, *;q=0"), "gzip": ("gzip", "br;q=0, gzip"),
              None: ("", "br;q=0, gzip;q=0.0", "identity")}  # fmt: skip
    for coding, headers in wishes.items():
        for header in headers:
            answer = ask(article.url, Accept_Encoding=header)
            assert answer[1]["Content-Encoding"] == coding, header
            assert answer[1]["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "a=b; sessionid=abc"},
        {"Cookie": "reader=xyz"},
        {"Authorization": "Basic abc"},
        {"X_Requested_With": "fetch"},
    ],
)
def test_who_brings_something_personal_is_answered_by_the_site(ask, article, asked, headers):
    ask(article.url)
    asked.clear()
    for _ in range(2):
        answer = ask(article.url, **headers)
        assert answer[1]["X-Cache"].startswith("PASS")
        assert answer[1]["X-Cache-Nginx"] is None
    assert len(asked) == 2


def test_nginx_knows_all_cookies_that_make_a_request_personal():
    text = (ROOT / "deploy/nginx.conf").read_text()
    names = re.search(r'"~\(([a-z|]+)\)=" yes', text)[1].split("|")
    assert names == base.PAGE_CACHE_PERSONAL_COOKIES


@pytest.mark.parametrize("begun", [0.1, 0.9])
def test_a_publication_is_seen_within_about_a_second(ask, article, begun):
    time.sleep((begun - time.time()) % 1)  # nginx counts whole seconds
    ask(article.url)
    article.title = "Why do cats dream?"
    article.save_revision().publish()
    published = time.monotonic()
    while "cats" not in ask(article.url)[2].decode():
        assert time.monotonic() - published < 1.3
        time.sleep(0.05)


def test_a_page_that_nobody_asked_for_lately_is_asked_for_anew(ask, article):
    ask(article.url)
    time.sleep(1.1)
    article.title = "Why do cats dream?"
    article.save_revision().publish()
    assert "cats" in ask(article.url)[2].decode()


def test_what_the_site_does_not_keep_is_not_kept(ask, article, asked):
    form = f"/discussion/{article.pk}/reply/"
    asked.clear()
    for path in ("/search/?q=why", form):
        ask(path)
        assert ask(path)[1]["X-Cache-Nginx"] == "MISS"
    assert asked == ["/search/", "/search/", form, form]


def test_while_the_site_is_away_what_was_kept_is_shown(ask, article, page_cache):
    before = ask(article.url)
    time.sleep(1.1)

    def broken(environ, start_response):
        start_response("503 Service Unavailable", [("Content-Length", "0")])
        return [b""]

    page_cache.application = broken
    page_cache.memory.entries.clear()
    answer = ask(article.url)
    assert (answer[0], answer[2]) == (200, before[2])
    assert answer[1]["X-Cache-Nginx"] == "STALE"
    assert ask("/never-asked/")[0] == 503
