"""The doctor says in words what is wrong with a running site."""

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from backups.models import Backup, ReadOnly
from comments.models import Discussion
from operations.doctor import machine, work
from operations.doctor.catalogue import CHECKS
from operations.models import Lease
from search.models import Document
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def well(home, settings, tmp_path):
    """A site of which nothing is to be said."""
    settings.MEDIA_ROOT = str(tmp_path)
    settings.BACKUP_TO = str(tmp_path)
    factories.user(username="keeper")
    Lease.take("worker:one", 60)
    Backup.objects.create(place="/backups", name="newest")


def doctor(*only, **options) -> tuple[str, bool]:
    """What is said, and whether all is well."""
    said = StringIO()
    try:
        call_command("doctor", *only, stdout=said, no_color=True, **options)
    except CommandError:
        return said.getvalue(), False
    return said.getvalue(), True


def full(monkeypatch):
    usage = SimpleNamespace(free=10**8)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: usage)


def a_task_waits(monkeypatch):
    DBTaskResult.objects.create(
        status=TaskResultStatus.READY,
        task_path="a.task",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        run_after=get_date_max(),
    )
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))


def lost_to_the_search(monkeypatch):
    factories.article(factories.topic(factories_home()), "Why?")
    Document.objects.all().delete()


def factories_home():
    from home.models import HomePage

    return HomePage.objects.get()


def refused(monkeypatch):
    def open(self):
        raise ConnectionRefusedError("Connection refused")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", open)


def counted_wrong(monkeypatch):
    page = factories.article(factories.topic(factories_home()), "Why?")
    factories.comments(page, 1, "published")
    Discussion.objects.update(comment_count=7)


ILLNESSES = {
    "disk": (full, "has 100 MB left", False),
    "permissions": (
        lambda patch: patch.setattr(machine.os, "access", lambda *path: False),
        "may not write to",
        False,
    ),
    "migrations": (
        lambda patch: MigrationRecorder.Migration.objects.filter(app="backups").delete(),
        "is not applied, backups.0001",
        False,
    ),
    "newer migrations": (
        lambda patch: MigrationRecorder.Migration.objects.create(app="backups", name="0099_new"),
        "is of a newer version: it has backups.0099_new",
        False,
    ),
    "clock": (lambda patch: patch.setattr(machine, "CLOCK_SECONDS", -1), "s apart", False),
    "worker": (lambda patch: Lease.objects.all().delete(), "No worker runs", False),
    "queue": (a_task_waits, "1 task has waited for up to 1\xa0hour", False),
    "mail": (refused, "does not take us: Connection refused", False),
    "backups": (
        lambda patch: Backup.objects.update(made_at=timezone.now() - timedelta(days=4)),
        "The last backup is 4\xa0days old.",
        False,
    ),
    "move": (lambda patch: ReadOnly.objects.create(moved_to="new"), "read-only since", False),
    "password": (lambda patch: set_password("admin", "changeme"), "The account admin has", False),
    "search": (lost_to_the_search, "cannot be found by the search", False),
    "counts": (counted_wrong, "Counts of comments were wrong, and have been repaired.", True),
}


#: The check that finds it, where its name is another.
NAMES = {
    "newer migrations": "migrations",
    "move": "backups",
    "password": "passwords",
    "counts": "discussions",
}


def set_password(name: str, password: str) -> None:
    user = factories.user(username=name)
    user.set_password(password)
    user.save()


def test_a_site_that_is_well_is_called_so(well):
    said, is_well = doctor()
    assert is_well, said
    assert said.count("well  ") == len(CHECKS)
    assert "→" not in said


@pytest.mark.parametrize("name", ILLNESSES)
def test_what_is_wrong_is_said_with_what_to_do(well, monkeypatch, name):
    from django.db import connection

    if name == "clock" and connection.vendor == "sqlite":
        pytest.skip("SQLite has no clock")
    cause, words, is_well = ILLNESSES[name]
    cause(monkeypatch)
    said, found_well = doctor(NAMES.get(name, name))
    assert words in said
    assert "→" in said
    assert found_well == is_well


def test_one_check_that_fails_keeps_no_other_from_being_made(well, monkeypatch):
    def broken(*path):
        raise RuntimeError("no such thing")

    monkeypatch.setattr(machine.shutil, "disk_usage", broken)
    said, is_well = doctor("disk", "cache")
    assert not is_well
    assert "It could not be looked at: no such thing" in said
    assert said.count("well  ") == 1


def test_a_mail_is_sent_for_a_trial(well):
    said, is_well = doctor("cache", send_mail="ann@example.org")
    assert is_well
    assert mail.outbox[0].to == ["ann@example.org"]
    assert list(work.send_mail("ann@example.org\n")) != []
