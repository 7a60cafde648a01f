"""Lines of the log: their form, the request they belong to, and that nobody's data stand in them."""

import gzip
import json
import logging
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import brotli
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction

from bench import scratch
from comments.models import Commenter
from config.settings import reading
from operations import logs
from operations.asked import Asked, asked
from operations.watching import Watching
from tests.config.test_settings import python
from tests.conftest import ROOT
from tests.page_cache.conftest import Asking

from .test_watching import send

#: What a reader might send, in places where they might end in a log.
SECRETS = ["ann@example.org", "203.0.113.77", "2001:db8::77", "hunter2", "s3cret", "Ann Smith"]


def line(message: str, *args, exc_info=None, form=logs.JsonLine, **extra) -> str:
    record = logging.LogRecord("site", logging.ERROR, "", 1, message, args, exc_info)
    record.__dict__ |= extra
    return form().format(record)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Mail to ann@example.org failed", "Mail to *** failed"),
        ("Invalid request from ip=203.0.113.77: x", "Invalid request from ip=***: x"),
        ("from 2001:db8::77 at 12:34:56", "from *** at 12:34:56"),
        ("network 203.0.113.0/24", "network 203.0.113.0/24"),
        ("network 2001:db8::/48", "network 2001:db8::/48"),
        ("http://203.0.113.77/x", "http://***/x"),
        ("Listening at: http://127.0.0.1:8000 (9)", "Listening at: http://127.0.0.1:8000 (9)"),
        ("no connection to 10.0.0.5, ::1", "no connection to 10.0.0.5, ::1"),
        ("version 8.0.1 of a:b, 1.2.3.4.5", "version 8.0.1 of a:b, 1.2.3.4.5"),
        ("Error at /search/?q=cancer: x", "Error at /search/?*** x"),
        ("/discussion/confirm/s3cret/", "/discussion/confirm/***"),
        ("token: abc, password='x'", "token: *** password=***"),
        ("eyJh:1tZ2Pq:" + "x" * 43, "***"),
        (
            "Task id=0b5f7b2c-7a55-4d37-9a5e-3c9d3f2a1b11",
            "Task id=0b5f7b2c-7a55-4d37-9a5e-3c9d3f2a1b11",
        ),
        ("Mail 64 failed: what now?", "Mail 64 failed: what now?"),
    ],
)
def test_nobodys_data_stand_in_a_line_and_everything_else_does(said, written):
    assert json.loads(line("%s", said))["message"] == written
    assert written in line("%s", said, form=logs.TextLine)


@pytest.mark.parametrize("form", [logs.JsonLine, logs.TextLine])
def test_an_error_says_where_it_was_and_not_what_somebody_typed(form):
    try:
        int("Ann Smith, ann@example.org")
    except ValueError:
        written = line("Failed", exc_info=sys.exc_info(), form=form)
    assert "test_logs.py" in written
    assert "ValueError: invalid literal for int() with base 10: '***'" in written


def test_an_error_of_the_code_names_it():
    try:
        "".nothing  # noqa: B018
    except AttributeError:
        written = line("Failed", exc_info=sys.exc_info())
    assert "AttributeError: 'str' object has no attribute 'nothing'" in written


@pytest.mark.django_db
@pytest.mark.both_databases
def test_an_error_of_the_database_quotes_no_row(home):
    Commenter.objects.create(email="ann@example.org")
    try:
        with transaction.atomic():
            Commenter.objects.create(email="ann@example.org")
    except IntegrityError:
        written = line("Failed", exc_info=sys.exc_info())
    assert "IntegrityError" in written
    assert "ann@" not in written


def test_what_libraries_add_to_a_line_is_left_out(rf):
    request = rf.get("/search/?q=secret")
    assert "secret" not in line("Failed", request=request, status=500)
    assert json.loads(line("Failed", request=request, status=500))["status"] == 500


def test_a_line_has_the_request_and_the_view_that_it_belongs_to():
    this = Asked("0123456789abcdef")
    this.view = "search"
    token = asked.set(this)
    found = json.loads(line("Slow"))
    text = line("Slow", form=logs.TextLine)
    asked.reset(token)
    assert (found["request_id"], found["view"]) == ("0123456789abcdef", "search")
    assert "0123456789abcdef" in text
    assert set(found) == {"time", "level", "logger", "request_id", "view", "message"}


def answered(environ, start_response):
    start_response("200 OK", [])
    return []


def test_a_proxys_id_is_taken_where_a_proxy_is_and_only_if_it_is_one(settings):
    given = "7f3a-4b5c6d7e8f90"
    ids = [Asking(Watching(answered))("/", x_request_id=given).headers for _ in range(2)]
    assert given not in {each["X-Request-ID"] for each in ids}
    assert ids[0] != ids[1]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    site = Asking(Watching(answered))
    assert site("/", x_request_id=given).headers["X-Request-ID"] == given
    for wrong in ("", "short", "x" * 65, given + "\n", given + '"}', "ann@example.org/1234567"):
        found = site("/", x_request_id=wrong).headers["X-Request-ID"]
        assert found != wrong
        assert len(found) == 32


def test_a_form_of_the_log_that_there_is_not_is_named(monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(Exception, match="LOG_FORMAT is “xml”; it must be one of json, text"):
        reading.choice("LOG_FORMAT", ("json", "text"))


class Receiver(BaseHTTPRequestHandler):
    """Stands where Sentry would."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        coding = self.headers.get("Content-Encoding")
        body = {"gzip": gzip.decompress, "br": brotli.decompress}.get(coding, bytes)(body)
        self.server.received.append(body.decode())
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args):
        pass


class Run(NamedTuple):
    """What a site with errors has said, to its log and to Sentry."""

    log: str
    received: list[str]
    request_id: str


@pytest.fixture(scope="module")
def run():
    """A site whose database is empty, so that each page is an error, under the real gunicorn.conf.py."""
    sentry = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    sentry.received = []
    threading.Thread(target=sentry.serve_forever, daemon=True).start()
    kept = {"LOG_FORMAT": "json", "LOG_LEVEL": "INFO", "ACCESS_LOG": "-", "BEHIND_PROXY": "true"}
    kept["SENTRY_DSN"] = f"http://key@127.0.0.1:{sentry.server_port}/1"
    with scratch.scratch_site(**kept) as site:
        static = {str(path.relative_to(ROOT / "static")) for path in (ROOT / "static").rglob("*")}
        (site.folder / "static").mkdir()
        (site.folder / "static/staticfiles.json").write_text(
            json.dumps({"version": "1.1", "hash": "", "paths": {name: name for name in static}})
        )
        site.start("web")
        headers = {
            "User-Agent": "Ann Smith's browser",
            "Referer": "http://x/?q=hunter2",
            "Cookie": "sessionid=s3cret",
            "X-Forwarded-For": "203.0.113.77",
        }
        wrong = send(site.port, "/?q=hunter2", **headers)
        assert wrong.status == 503
        send(site.port, "/discussion/confirm/s3cret/", **headers)
        send(site.port, "/ann@example.org/?mail=ann@example.org", **headers)
        send(site.port, "/_util/login/", "username=Ann Smith&password=hunter2", **headers)
        send(site.port, "/x/", **headers | {"X-Forwarded-For": "2001:db8::77"})
        site.stop("web")
        yield Run(site.log("web"), sentry.received, wrong.headers["X-Request-ID"])
    sentry.shutdown()


def test_the_log_of_a_running_site_is_json_and_has_nobodys_data(run):
    lines = [json.loads(each) for each in run.log.splitlines()]
    assert [word for word in SECRETS if word in run.log] == []
    of_error = [each for each in lines if each.get("request_id") == run.request_id]
    assert [each["logger"] for each in of_error] == ["django.request", "gunicorn.access"]
    assert "OperationalError: no such table: wagtailcore_site" in of_error[0]["error"]
    assert (of_error[1]["status"], of_error[1]["path"]) == (503, "/")


def test_sentry_hears_of_errors_and_gets_nobodys_data(run):
    everything = "\n".join(run.received)
    assert [word for word in [*SECRETS, "sessionid", "browser"] if word in everything] == []
    events = [json.loads(each.splitlines()[2]) for each in run.received]
    (event,) = [each for each in events if each.get("tags", {}).get("request_id") == run.request_id]
    error = event["exception"]["values"][-1]
    assert (error["type"], error["value"]) == (
        "OperationalError",
        "no such table: wagtailcore_site",
    )
    assert error["stacktrace"]["frames"]
    assert event["request"]["method"] == "GET"
    assert event["request"]["url"].endswith("/")
    assert event["release"]


def test_without_a_dsn_nothing_of_sentry_is_loaded(tmp_path):
    code = (
        "import django, sys; django.setup(); import config.wsgi; "
        "print([name for name in sys.modules if name.startswith('sentry')])"
    )
    environment = {"DATA_DIR": str(tmp_path), "PYTHONPATH": "site"}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"
    assert python("-c", code, **environment).stdout.strip() == "[]"


@pytest.mark.parametrize("wrong", ["sentry.example/1", "https://sentry.example/1", "https://k@s/x"])
def test_a_dsn_that_is_none_is_named_without_its_key(monkeypatch, wrong):
    monkeypatch.setenv("SENTRY_DSN", wrong)
    with pytest.raises(ImproperlyConfigured, match="it must be like https://key@sentry.example/1"):
        reading.sentry("SENTRY_DSN")
