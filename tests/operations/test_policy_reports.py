"""What browsers refuse to load is kept together for administrators, and a stranger's report does no harm."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from operations import keeping, policy_reports
from operations.models import PolicyReport
from tests import factories

pytestmark = pytest.mark.django_db
REPORT = {
    "document-uri": "http://testserver/history/?q=secret",
    "referrer": "http://testserver/search/?q=secret",
    "violated-directive": "script-src-elem",
    "effective-directive": "script-src-elem",
    "blocked-uri": "https://evil.example/a.js?who=ann",
    "source-file": "http://testserver/history/",
    "script-sample": "alert('secret')",
}


@pytest.fixture
def send(reader, home):
    """Sends a report as a browser does, and says how many entries there are then."""

    def sent(body=None, kind="application/csp-report", network="198.51.100.7", **changed) -> int:
        if body is None:
            body = json.dumps({"csp-report": REPORT | changed})
        answer = reader.post("/_csp/", body, content_type=kind, REMOTE_ADDR=network)
        assert (answer.status_code, answer.content) == (204, b"")
        return PolicyReport.objects.count()

    return sent


@pytest.fixture
def administrator(home) -> Client:
    client = Client()
    client.force_login(factories.user())
    return client


def test_pages_say_where_browsers_report(reader, editor, article):
    for answer in (reader.get(article.url), editor.get(reverse("wagtailadmin_home"))):
        assert f"report-uri {reverse('policy_report')}" in answer["Content-Security-Policy"]


@pytest.mark.both_databases
def test_the_same_is_one_entry_however_often_and_nothing_of_the_reader_is_kept(send):
    assert [send() for _ in range(3)] == [1, 1, 1]
    assert send(**{"blocked-uri": "inline"}) == 2
    kept = PolicyReport.objects.get(blocked="https://evil.example")
    assert (kept.directive, kept.path, kept.count) == ("script-src-elem", "/history/", 3)
    rows = repr(list(PolicyReport.objects.values()))
    assert "secret" not in rows
    assert "ann" not in rows
    assert "198.51" not in rows


@pytest.mark.parametrize(
    "changed",
    [
        {"document-uri": "http://elsewhere.example/history/"},
        {"document-uri": "http://testserver/<script>/"},
        {"document-uri": "http://testserver/" + "x" * 300},
        {"document-uri": 7},
        {"effective-directive": "<b>"},
        {"effective-directive": "", "violated-directive": ""},
        {"blocked-uri": "https://<script>alert(1)</script>/"},
        {"blocked-uri": "https://" + "x" * 200},
        {"blocked-uri": "https://[::1/"},
        {"blocked-uri": "moz-extension://ab/cd.js"},
        {"blocked-uri": None},
    ],
    ids=str,
)
def test_what_is_no_report_about_the_site_is_dropped(send, changed):
    assert send(**changed) == 0


@pytest.mark.parametrize("body", ["", "[]", "{", "[" * 4000, '{"csp-report": []}', "\x00", '"x"'])
def test_what_is_no_report_at_all_is_dropped(send, body):
    assert send(body) == 0


def test_large_bodies_and_other_types_are_dropped_and_a_form_cannot_send_one(send):
    assert send(filler="x" * policy_reports.MOST_BYTES) == 0
    for kind in ("text/plain", "application/json", "application/x-www-form-urlencoded"):
        assert send(kind=kind) == 0
    assert Client(enforce_csrf_checks=True).get("/_csp/").status_code == 405


def test_a_secret_address_is_not_kept(send):
    assert send(**{"document-uri": "http://testserver/discussion/confirm/s3cret/"}) == 1
    assert PolicyReport.objects.get().path == "/discussion/confirm/***"


def test_one_network_is_heard_a_few_times_a_minute_and_all_together_more_often(send):
    for number in range(15):
        found = send(**{"document-uri": f"http://testserver/{number}/"})
    assert found == policy_reports.limits.limit("network") == 10
    for number in range(150):
        address = f"http://testserver/other/{number}/"
        found = send(network=f"203.{number}.113.1", **{"document-uri": address})
    assert found == 10 + policy_reports.limits.limit("all") - 10


def test_there_are_never_more_than_so_many_entries(send):
    PolicyReport.objects.bulk_create(
        PolicyReport(directive="img-src", blocked="data", path=f"/{number}/")
        for number in range(policy_reports.MOST_ROWS)
    )
    assert send() == policy_reports.MOST_ROWS
    send(**{"effective-directive": "img-src", "blocked-uri": "data",
            "document-uri": "http://testserver/7/"})  # fmt: skip
    assert PolicyReport.objects.get(path="/7/").count == 2


def test_administrators_see_them_and_delete_them(send, administrator, editor, text):
    address = reverse("policy_reports")
    assert "No browser has refused anything" in text(administrator.get(address))
    for _ in range(2):
        send()
    with CaptureQueriesContext(connection) as queries:
        shown = text(administrator.get(address))
    assert len(queries) <= 25
    assert "script-src-elem https://evil.example /history/ 2 times, last" in shown
    assert editor.get(address).status_code == 302
    administrator.post(address)
    assert not PolicyReport.objects.exists()


def test_they_are_deleted_after_a_month(send):
    send()
    keeping.run()
    assert PolicyReport.objects.exists()
    PolicyReport.objects.update(seen_at=timezone.now() - timedelta(days=31))
    keeping.run()
    assert not PolicyReport.objects.exists()
