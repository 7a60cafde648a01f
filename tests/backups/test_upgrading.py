"""``manage.py upgrade``: what is pending is applied while the version before serves, or refused in words."""

import shlex
import threading
import time
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError
from django.db import connection
from django.test import Client

from backups import archive, places, targets
from backups.models import ReadOnly
from comments.models import ReaderComment
from operations import upgrading
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

FIRST = """migrations.CreateModel("Lantern", [
    ("id", models.AutoField(primary_key=True)), ("colour", models.TextField(db_default="red")),
])"""
KIND = 'migrations.AddField("lantern", "note", models.TextField(null=True))'
GONE = 'migrations.RemoveField("lantern", "colour")'
INDEX = 'migrations.AddIndex("lantern", models.Index(fields=["colour"], name="lantern_colour"))'


@pytest.fixture
def version(settings, tmp_path, monkeypatch):
    """Installs a version of the site whose app “demo” has these migrations."""
    monkeypatch.syspath_prepend(str(tmp_path / "versions"))

    def version(*operations: str, accepted: str = "") -> None:
        name = f"version_{time.monotonic_ns()}"
        folder = tmp_path / "versions" / name
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        for number, operation in enumerate(operations, 1):
            before = f'("demo", "{number - 1:04}_step")' if number > 1 else ""
            (folder / f"{number:04}_step.py").write_text(
                "from django.db import migrations, models\n\n\n"
                "class Migration(migrations.Migration):\n"
                f"    accepted = {accepted!r}\n"
                f"    dependencies = [{before}]\n"
                f"    operations = [{operation}]\n"
            )
        settings.MIGRATION_MODULES = {"demo": name}

    return version


def columns() -> set[str]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, "demo_lantern")
    return {column.name for column in described}


def store_as_the_version_before() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO demo_lantern (colour) VALUES ('green')")


@pytest.fixture
def served(version, command):
    """A site that serves, with a table of some rows."""
    version(FIRST)
    command("upgrade", no_backup=True, no_static=True)
    store_as_the_version_before()


def test_it_backs_up_migrates_collects_restarts_and_says_the_way_back(
    site, media, store, served, version, command, settings, tmp_path
):
    settings.STATIC_ROOT = str(tmp_path / "static")
    old = tmp_path / "static" / "css" / "main.before.css"
    old.parent.mkdir(parents=True)
    old.touch()
    version(FIRST, KIND)
    said = command("upgrade", backup_to=store, dry_run=True)
    assert "demo.0002_step\nOne migration is pending." in said
    assert "goes on serving meanwhile" in said
    assert (columns(), Path(store).exists()) == ({"id", "colour"}, False)
    started = tmp_path / "started"
    said = command("upgrade", backup_to=store, restart=f"touch {started}")
    assert columns() == {"id", "colour", "note"}
    assert started.exists()
    assert old.exists()  # a page of the version before names it
    assert [*(tmp_path / "static" / "css").glob("main*.css")] != [old]
    store_as_the_version_before()
    assert Client().get(site.url).status_code == 200
    assert "No migration is pending." in command("upgrade", no_backup=True, no_static=True)
    # What it says of the way back can be typed.
    version(FIRST)
    comments = ReaderComment.objects.count()
    factories.comments(site, 2)
    line = said.partition("manage.py restore ")[2].partition(", start them")[0]
    place, _flag, name, overwrite = shlex.split(line)
    assert overwrite == "--overwrite"
    assert archive.whole(places.place(place)) == [name]
    command("restore", place, backup=name, overwrite=True)
    assert ReaderComment.objects.count() == comments


@pytest.mark.parametrize(
    ("operation", "says"),
    [
        (GONE, "RemoveField lantern.colour: the version before still asks for it"),
        (INDEX, "AddIndex lantern_colour: nobody can write to lantern"),
    ],
)
def test_what_the_version_before_cannot_serve_beside_waits_until_it_is_stopped(
    site, store, served, version, command, monkeypatch, operation, says
):
    monkeypatch.setattr(upgrading, "LARGE", 1)
    before = columns()
    version(FIRST, operation)
    said = command("upgrade", backup_to=store, dry_run=True)
    assert says in said
    assert "have to be stopped" in said
    with pytest.raises(CommandError, match="Nothing is changed"):
        command("upgrade", backup_to=store)
    running = targets.of_site().open_present()
    running.ask("SELECT count(*) FROM auth_user")
    with pytest.raises(CommandError, match="Stop the site and its worker first"):
        command("upgrade", backup_to=store, site_is_stopped=True)
    assert (columns(), Path(store).exists()) == (before, False)
    running.close()
    command("upgrade", backup_to=store, site_is_stopped=True, no_static=True)
    assert upgrading.pending() == []


def test_an_index_on_a_small_table_and_what_its_author_answers_for_stop_nobody(
    served, version, command
):
    version(FIRST, INDEX)
    assert "goes on serving" in command("upgrade", no_backup=True, dry_run=True)
    version(FIRST, GONE, accepted="Nobody asks for it since 0.2.")
    said = command("upgrade", no_backup=True, no_static=True)
    assert "accepted: Nobody asks for it since 0.2." in said
    assert columns() == {"id"}


def test_a_table_that_is_in_use_is_waited_for_and_no_reader_behind_it(
    served, version, command, monkeypatch
):
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite readers wait for nobody")
    monkeypatch.setattr(upgrading, "LOCK_SECONDS", 1)
    monkeypatch.setattr(upgrading, "PAUSE_SECONDS", 0.2)
    monkeypatch.setattr(upgrading, "TRIES", 2)
    version(FIRST, KIND)
    parameters = connection.get_connection_params()
    longest, ends = [0.0], threading.Event()

    def read() -> None:
        with psycopg.connect(**parameters, autocommit=True) as reader:
            while not ends.is_set():
                begun = time.monotonic()
                reader.execute("SELECT count(*) FROM demo_lantern")
                longest[0] = max(longest[0], time.monotonic() - begun)
                time.sleep(0.01)

    with psycopg.connect(**parameters) as editor:
        editor.execute("SELECT count(*) FROM demo_lantern")  # and its transaction stays open
        thread = threading.Thread(target=read)
        thread.start()
        try:
            with pytest.raises(CommandError, match="in use for too long"):
                command("upgrade", no_backup=True, no_static=True)
            assert columns() == {"id", "colour"}
            monkeypatch.setattr(upgrading, "TRIES", 20)
            threading.Timer(1.5, editor.rollback).start()
            said = command("upgrade", no_backup=True, no_static=True)
        finally:
            ends.set()
            thread.join()
    assert "A table is in use" in said
    assert columns() == {"id", "colour", "note"}
    assert 0.5 < longest[0] < 2


def test_a_migration_that_fails_leaves_the_rest_and_says_the_way_back(
    served, version, command, capsys
):
    version(FIRST, 'migrations.RunSQL("SELECT * FROM nowhere", "")', KIND)
    with pytest.raises(CommandError, match="A migration failed: .*nowhere"):
        command("upgrade", no_backup=True, no_static=True)
    assert "The way back" in capsys.readouterr().out
    assert columns() == {"id", "colour"}


def test_it_begins_nothing_where_it_would_do_harm(served, version, command):
    with pytest.raises(CommandError, match="Say where the backup goes"):
        command("upgrade")
    ReadOnly.objects.create(moved_to="another")
    with pytest.raises(CommandError, match="The site is read-only"):
        command("upgrade", no_backup=True)
    ReadOnly.objects.all().delete()
    version(FIRST, KIND)
    command("upgrade", no_backup=True, no_static=True)
    version(FIRST)
    with pytest.raises(CommandError, match="of a newer version: it has demo.0002_step"):
        command("upgrade", no_backup=True)


def test_a_new_database_is_made_without_a_backup_of_nothing(command, other):
    with other():
        assert upgrading.is_new_database()
        said = command("upgrade", dry_run=True)
        assert "goes on serving" in said  # whatever its migrations do, nobody is there
        assert "A backup" not in said
