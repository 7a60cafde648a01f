"""The worker makes backups by itself, and an administrator is told when the last one is old."""

import subprocess
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from backups.models import Backup
from operations import backing_up
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(monkeypatch) -> list:
    """The commands that were begun; each ends with what stands in ``code``."""
    begun = []

    class Process:
        returncode = None

        def __init__(self, command, **options):
            begun.append(command)
            self.code = None

        def poll(self):
            return self.returncode

    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.setattr(backing_up, "_running", [])
    return begun


def noted(hours: float) -> None:
    Backup.objects.create(
        place="/backups", name=f"{hours}", made_at=timezone.now() - timedelta(hours=hours)
    )


def test_the_worker_begins_one_when_it_is_due(begun, settings):
    backing_up.run()
    assert begun == []  # no place is set
    settings.BACKUP_TO, settings.BACKUP_KEEP = "/backups", 3
    backing_up.run()
    backing_up.run()
    assert [command[1:] for command in begun] == [["manage.py", "backup", "--keep", "3", "-v0"]]
    backing_up._running[0].returncode = 1
    backing_up.run()
    assert len(begun) == 1  # another worker, or the next hour
    noted(1)
    assert not backing_up.is_due()
    Backup.objects.update(made_at=timezone.now() - timedelta(hours=24))
    assert backing_up.is_due()


@pytest.mark.parametrize(
    ("place", "hours", "says"),
    [
        ("", None, "There is no backup of this site."),
        ("", 9 * 24, "The last backup is 1\xa0week, 2\xa0days old."),
        ("", 6 * 24, ""),
        ("/backups", 6 * 24, "The last backup is 6\xa0days old."),
        ("/backups", 30, ""),
    ],
)
def test_administrators_see_that_the_last_backup_is_old(home, settings, place, hours, says):
    settings.BACKUP_TO = place
    admin = factories.user()
    get_user_model().objects.update(date_joined=timezone.now() - timedelta(days=30))
    if hours:
        noted(hours)
    client = Client()
    client.force_login(admin)
    html = client.get("/admin/").content.decode()
    assert ("backup" in html) == bool(says)
    assert says in html
    client.force_login(factories.user("Editors-in-chief"))
    assert "backup" not in client.get("/admin/").content.decode()


def test_a_new_site_is_not_warned(home):
    client = Client()
    client.force_login(factories.user())
    assert "backup" not in client.get("/admin/").content.decode()
