"""Administrators see in the admin how the site does, and what to do."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backups.models import Backup
from comments.models import Mail
from comments.models.mail import MailState
from operations import heartbeat, status
from operations.doctor import machine
from operations.models import Lease
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(home) -> Client:
    client = Client()
    client.force_login(factories.user())
    return client


@pytest.fixture
def well(home, settings, monkeypatch):
    """A site that has all it needs, however full the disk of this machine is."""
    monkeypatch.setattr(machine, "FREE_BYTES", 0)
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    heartbeat.beat()
    Lease.renew("worker:1", 60)
    Backup.objects.create(place="/srv/backups", name="new")


def states() -> dict[str, str]:
    return {row.name: row.state for row in status.rows()}


@pytest.mark.both_databases
def test_all_is_seen_at_a_glance_with_few_queries(administrator, well, settings, text, tmp_path):
    settings.BACKUP_TO = str(tmp_path)  # others were made elsewhere
    settings.METRICS_TOKEN = "a long random text"
    administrator.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(connection) as queries:
        answer = administrator.get(reverse("site_status"))
    shown = text(answer)
    assert len(queries) <= 25
    for words in (
        "Seen within the last minute.",
        "0 tasks wait",
        "0 mails wait",
        "0 comments wait for a moderator",
        "in /srv/backups",
        "free at",
        "SQLite 3" if connection.vendor == "sqlite" else "PostgreSQL 1",
        "requests since the site was started",
        "WHY 0.1.0, Wagtail 8.0",
    ):
        assert words in shown
    expected = dict.fromkeys(states(), "well")
    assert states() == expected
    assert "The site is well." in shown


def test_what_is_wrong_is_said_with_what_to_do(administrator, well, monkeypatch, text):
    Lease.objects.all().delete()
    Backup.objects.update(made_at=timezone.now() - timedelta(days=30))
    Mail.objects.create(state=MailState.FAILED)
    hour_ago = timezone.now() - timedelta(hours=1)
    for status_of, name in (("READY", "waits"), ("FAILED", "fails")):
        DBTaskResult.objects.create(
            status=status_of, task_path=name, args_kwargs={}, backend_name="default",
            run_after=hour_ago, finished_at=hour_ago if status_of == "FAILED" else None,
            exception_class_path="", traceback="",
        )  # fmt: skip
    DBTaskResult.objects.update(enqueued_at=hour_ago)
    monkeypatch.setattr(machine, "FREE_BYTES", 10**18)
    found = states()
    assert {name for name, state in found.items() if state == "wrong"} == {
        "Worker",
        "Queue",
        "Backups",
        "Disk",
    }
    assert found["Mail"] == "note"
    with CaptureQueriesContext(connection) as queries:
        shown = text(administrator.get(reverse("site_status")))
    assert len(queries) <= 25
    assert "4 things are wrong." in shown
    assert "No worker runs" in shown
    assert "Start manage.py worker" in shown
    assert "The last backup is 4 weeks, 2 days old." in shown
    assert "manage.py retry_mail" in shown


def test_a_check_that_fails_is_said_and_the_others_are_shown(administrator, well, settings, text):
    settings.STATIC_ROOT = None
    shown = text(administrator.get(reverse("site_status")))
    assert "It could not be looked at" in shown
    assert "Seen within the last minute." in shown


def test_others_do_not_see_it(editor, administrator):
    assert editor.get(reverse("site_status")).status_code == 302
    assert reverse("site_status") not in editor.get("/admin/").content.decode()
    assert reverse("site_status") in administrator.get("/admin/").content.decode()
