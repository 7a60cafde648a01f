"""What was backed up comes back as it was, or not at all."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import Client
from django.urls import reverse

from backups import archive, media, places, restoring, targets
from backups.models import Backup
from comments.models import ReaderComment
from tests import factories

from .conftest import everything

pytestmark = [pytest.mark.django_db(transaction=True)]
both = pytest.mark.both_databases


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@both
def test_everything_comes_back_elsewhere(site, media, store, other, command, settings, tmp_path):
    before, uploads = everything(), files(media)
    last = ReaderComment.objects.order_by("-pk").first().pk
    assert before["comments_readercomment"].rows == 2
    assert "would be copied" in command("backup", store, dry_run=True)
    assert not Path(store).exists()
    said = command("backup", store, verify=True)
    assert "every row and every upload is the same" in said
    assert "comments_readercomment" not in said  # a line for each table is a detail
    assert "comments_readercomment: 2 rows" in command("backup", store, verify=True, verbosity=2)
    assert Backup.newest().verified
    with other():
        settings.MEDIA_ROOT = str(tmp_path / "new-media")
        said = command("restore", store)
        assert "Restart the site" in said
        assert everything() == before
        assert files(tmp_path / "new-media") == uploads
        assert site.url in Client().get("/search/?q=lanterns").content.decode()
        assert b"Why do lanterns glow?" in Client().get(site.url).content
        moderator = Client()
        moderator.force_login(factories.user("Moderators"))
        queue = moderator.get(reverse("comments_queue"), {"tab": "held", "q": "quotes"})
        assert "Seller 0" in queue.content.decode()
        factories.comments(site, 1)
        # The number of the comment that was deleted is not given again.
        assert ReaderComment.objects.order_by("-pk").first().pk == last + 2
        with pytest.raises(CommandError, match="has a site already"):
            command("restore", store)
        assert ReaderComment.objects.count() == 3
        command("restore", store, overwrite=True)
        assert everything() == before


def test_what_is_damaged_or_not_whole_is_not_restored(site, media, store, other, command, settings):
    command("backup", store)
    folder = next(path for path in Path(store).iterdir() if (path / "tables").exists())
    table = folder / "tables/django_comments.gz"
    good = table.read_bytes()
    table.write_bytes(good[:40] + bytes([good[40] ^ 1]) + good[41:])
    with other():
        with pytest.raises(CommandError, match="is damaged"):
            command("restore", store)
        table.write_bytes(good[: len(good) // 2])
        with pytest.raises(CommandError, match="is damaged"):
            command("restore", store)
        table.write_bytes(good)
        manifest = json.loads((folder / "manifest.json").read_text())
        manifest["tables"]["django_comments"]["rows"] = 1
        (folder / "manifest.json").write_text(json.dumps(manifest))
        with pytest.raises(CommandError, match="manifest of .* is damaged"):
            command("restore", store)
        (folder / "manifest.json").unlink()
        with pytest.raises(CommandError, match="There is no backup"):
            command("restore", store)


@both
def test_a_database_that_is_in_use_is_not_replaced(site, store, command, settings):
    command("backup", store)
    running = targets.of_site().open_present()
    running.ask("SELECT count(*) FROM auth_user")
    before = everything()
    with pytest.raises(CommandError, match="Stop the site and its worker first"):
        command("restore", store, overwrite=True)
    running.close()
    assert everything() == before
    command("restore", store, overwrite=True)
    assert everything() == before


def test_another_programs_tables_are_never_deleted(site, store, command, tmp_path):
    path = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE customers (id integer PRIMARY KEY)")
    for overwrite in (False, True):
        with pytest.raises(CommandError, match="tables of another program"):
            command("move_database", f"sqlite:///{path}", settle=0, overwrite=overwrite)
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("customers",)]


def test_a_backup_of_a_newer_version_is_refused(site, store, command, monkeypatch):
    command("backup", store)
    known = restoring.known_migrations()
    monkeypatch.setattr(
        restoring, "known_migrations", lambda: known - {("backups", "0001_backups")}
    )
    monkeypatch.setattr(restoring, "_is_replaced", lambda app, name: False)
    apps = known | {("backups", "0000_before")}
    monkeypatch.setattr(restoring, "known_migrations", lambda: apps - {("backups", "0001_backups")})
    with pytest.raises(CommandError, match="from a newer version"):
        command("restore", store, overwrite=True)


def test_one_that_was_killed_is_never_taken_for_whole_and_the_next_clears_up(
    site, store, command, monkeypatch
):
    whole = archive.Writer.finish

    def killed(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(archive.Writer, "finish", killed)
    with pytest.raises(CommandError):
        command("backup", store)
    assert archive.whole(places.place(store)) == []
    assert "There is no backup" in command("backup", store, list=True)
    monkeypatch.setattr(archive.Writer, "finish", whole)
    # Its name is of the past by then.
    monkeypatch.setattr(archive, "_age", lambda name: archive.GIVEN_UP)
    command("backup", store, keep=1)
    assert len(places.place(store).backups()) == 2  # it, and the contents of uploads
    assert "0.1.0" in command("backup", store, list=True)


def test_each_upload_is_stored_once_and_old_backups_go(site, media, store, command):
    for number in range(3):
        if number:
            (media / "documents" / f"more-{number}.txt").write_text(f"more {number}")
        command("backup", store, keep=2)
    names = archive.whole(places.place(store))
    assert len(names) == 2
    contents = [path for path in (Path(store) / "files").rglob("*") if path.is_file()]
    assert len(contents) == len(set(files(media).values()))
    assert all(
        path.stat().st_mode & 0o077 == 0 for path in Path(store).rglob("*") if path.is_file()
    )


def test_an_upload_that_the_database_names_is_there_although_it_is_deleted_meanwhile(
    site, media, store, command, monkeypatch
):
    """What is uploaded after the files were read, and deleted before they are read again."""
    adding, made = media_module.Collection.add_all, []

    def add_all(self, say):
        if len(made) == 1:  # the second look
            made[0].delete()
            (media / made[0].file.name).unlink(missing_ok=True)
            made.append(None)
        adding(self, say)
        if not made:
            made.append(factories.document(name="short-lived.pdf", content=b"short"))

    monkeypatch.setattr(media_module.Collection, "add_all", add_all)
    assert "read again" in command("backup", store)
    found = archive.chosen(places.place(store))
    assert found.manifest["media"]["missing"] == []
    assert found.rows["wagtaildocs_document"] == 1


def test_an_upload_that_was_lost_long_ago_is_named(site, media, store, command):
    next((media / "documents").iterdir()).unlink()
    assert "is named by the database and is not there" in command("backup", store)
    Path(store, "files").rename(Path(store, "elsewhere"))
    with pytest.raises(CommandError, match="is not in the backup"):
        command("restore", store, verify=True)


media_module = media
