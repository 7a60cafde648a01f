"""While nothing can be stored, pages are read, and nothing that a reader typed is lost."""

import errno
import os
import sqlite3
import subprocess
import sys
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import InternalError, OperationalError, connection
from django.test import Client

from comments.models import ReaderComment
from tests.comments.conftest import hidden
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
WORDS = "<b>Two</b> lines,\nwith “quotes” & more."


def full(execute, sql, *args):
    """SQLite on a full disk."""
    if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
        raise OperationalError("database or disk is full")
    return execute(sql, *args)


@pytest.fixture
def client(home):
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def test_a_comment_that_cannot_be_stored_is_kept_in_the_answer_and_sent_from_there(
    client, article, monkeypatch
):
    monkeypatch.setattr("comments.intake.forms.TOO_QUICK", 0)
    address = f"/discussion/{article.pk}/reply/"
    fields = hidden(client.get(address).content.decode())
    fields |= {"name": "Ann", "email": "ann@example.org", "comment": WORDS, "honeypot": ""}
    with connection.execute_wrapper(full):
        assert client.get("/").status_code == client.get(article.url).status_code == 200
        assert client.get("/search/?q=why").status_code == client.get(address).status_code == 200
        refused = client.post(address, urlencode(fields), content_type=FORM)
    html = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"]) == (503, "10")
    assert "&lt;b&gt;Two&lt;/b&gt; lines,\nwith “quotes” &amp; more.</textarea>" in html
    assert f'action="{address}"' in html
    again = hidden(html) | {"comment": WORDS}
    assert set(fields) <= set(again)
    assert client.post(address, urlencode(again), content_type=FORM).status_code == 302
    assert ReaderComment.objects.get().comment == WORDS


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [
        ("/discussion/{}/reply/", {"comment": "From elsewhere"}, 403),  # no token
        ("/admin/login/", {"username": "ann", "password": "secret words"}, 503),
    ],
)
def test_no_password_and_nothing_of_another_site_is_repeated(
    client, article, address, fields, status
):
    if status == 503:
        client.get(address)
        fields |= {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}

    def away(*args):
        raise OperationalError("away")

    with connection.execute_wrapper(away):
        answer = client.post(address.format(article.pk), urlencode(fields), content_type=FORM)
    html = answer.content.decode()
    assert answer.status_code in (status, 503)
    assert "secret words" not in html
    assert "From elsewhere" not in html


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_without_room_is_no_fault_of_the_site(client, article, monkeypatch, number):
    def fails(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("articles.models.ArticlePage.serve", fails)
    assert client.get(article.url).status_code == 503


def test_a_standby_that_takes_no_writes_is_no_fault_of_the_site(client, article):
    def standby(*args):
        raise InternalError("read-only") from psycopg.errors.ReadOnlySqlTransaction()

    address = article.url
    with connection.execute_wrapper(standby):
        assert client.get(address).status_code == 503


HOLDING = """
import django, os, sys; django.setup()
from django.db import connection
from database import held_open
held_open.keep()
connection.cursor().execute("CREATE TABLE a (b)")
connection.close()
if os.fork() == 0:
    connection.cursor(); connection.close()
    print(os.path.exists(sys.argv[1] + "-shm"), flush=True)
    os._exit(0)
os.wait()
"""


def test_a_process_that_serves_keeps_the_log_of_sqlite_so_that_a_full_disk_can_be_read(tmp_path):
    path = str(tmp_path / "site.sqlite3")
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{path}",
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
    }
    done = subprocess.run(
        [sys.executable, "-c", HOLDING, path], env=environment, capture_output=True, text=True
    )
    assert done.stdout == "True\n", done.stderr
    assert sqlite3.connect(path).execute("SELECT count(*) FROM a").fetchone() == (0,)
