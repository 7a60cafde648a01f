"""The worker makes backups by itself, and an administrator is told when the last one is old."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError
from django.test import Client
from django.utils import timezone

from backups.models import Backup
from operations import backing_up
from operations.doctor import work
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
    assert [command[1:] for command in begun] == [
        ["manage.py", "backup", "--scheduled", "-v0", "--keep", "3"]
    ]
    backing_up._running[0].returncode = 1
    backing_up.run()
    assert len(begun) == 1  # another worker, or the next hour
    noted(1)
    assert not backing_up.is_due()
    Backup.objects.update(made_at=timezone.now() - timedelta(hours=24))
    assert backing_up.is_due()


@pytest.mark.django_db(transaction=True)
def test_a_scheduled_backup_never_goes_beside_a_disk_that_is_not_mounted(
    site, store, command, settings
):
    """Without its disk the folder is missing, or it is empty: what would be made there fills the wrong disk."""

    def doctor() -> str:
        return " ".join(finding.says for finding in work.backups())

    folder, settings.BACKUP_TO = Path(store), store
    with pytest.raises(CommandError, match="There is no folder .*Mount its disk"):
        command("backup", scheduled=True)
    assert not folder.exists()
    assert "There is no folder" in doctor()
    folder.mkdir()
    command("backup", scheduled=True)
    folder.rename(folder.with_name("disk"))
    folder.mkdir()  # where the disk would be mounted
    with pytest.raises(CommandError, match="has none of the backups that were made there"):
        command("backup", scheduled=True)
    assert not [*folder.iterdir()]
    assert "has none of the backups" in doctor()
    assert "is made" not in command("backup")  # somebody says so
    assert f"The folder {store}-2 is made." in command("backup", f"{store}-2")
    command("backup", scheduled=True)
    assert "backups that were made there" not in doctor()


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
