"""The database moves as a whole, to the other kind and back, while readers go on reading."""

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test import Client

from backups import read_only, targets
from backups.copying import Copying, of_rows, summed
from backups.models import ReadOnly
from comments.models import ReaderComment
from tests import factories

from . import elsewhere
from .conftest import everything

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


@pytest.fixture
def there(tmp_path):
    """Another file: on PostgreSQL, the other kind of database."""
    return f"sqlite:///{tmp_path}/moved.sqlite3"


def sums_at(address: str) -> dict:
    side = targets.at(address).open_present()
    try:
        return {
            table: summed(side, table, [column for column in columns if column.kind != "words"])
            for table, columns in of_rows(side.tables()).items()
        }
    finally:
        side.close()


def test_it_moves_and_comes_back(site, there, other, command, monkeypatch, settings):
    assert "would be copied" in command("move_database", there, dry_run=True)
    loading, loaded = Copying.load_table, []

    def broken(self, table, columns):
        loading(self, table, columns)
        loaded.append(table)
        if len(loaded) == 20:
            raise KeyboardInterrupt

    monkeypatch.setattr(Copying, "load_table", broken)
    with pytest.raises(CommandError):
        command("move_database", there, settle=0)
    assert ReadOnly.objects.exists()
    assert targets.at(there).open_present() is None
    said = command("move_database", there, settle=0)
    assert len(loaded) == len(set(loaded)) + 1  # the one that was not noted, again
    assert "Set DATABASE_URL" in said
    before, after = everything(), sums_at(there)
    ours = before.keys() & after.keys() - {"wagtailsearch_indexentry", "search_text"}
    assert len(ours) > 100
    wrong = [table for table in ours if before[table].rows != after[table].rows]
    assert wrong == []
    with pytest.raises(CommandError, match="has a site already"):
        command("move_database", there, settle=0)
    assert "can be changed again" in command("move_database", cancel=True)


def test_what_moved_to_sqlite_comes_back_to_postgresql(site, there, command, tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("needs both databases")
    before, words = everything(), "SELECT search_words FROM comments_readercomment ORDER BY 1"
    with connection.cursor() as cursor:
        cursor.execute(words)
        words_kept = cursor.fetchall()
    command("move_database", there, settle=0)
    with elsewhere.empty_database(tmp_path) as name:
        target = targets.at(elsewhere.address_of(name))
        source = targets.at(there).open_present()
        copying = Copying(source, target, lambda message, is_detail=False: None)
        copying.run(targets.migrations(source), "a test")
        assert copying.compare() == {}
        copying.finish(source.sequences())
        source.close()
        target.switch()
        side = target.open_present()
        for table, columns in of_rows(side.tables()).items():
            # Wagtail's index is made anew, and none of our own tables knows of the move.
            if table not in ("wagtailsearch_indexentry", "backups_backup"):
                assert summed(side, table, columns) == before[table], table
        assert [row[0] for row in side.ask(words)] == [row[0] for row in words_kept]
        given, kept = side.sequences(), targets.source().sequences()
        assert {table: given[table] for table in kept} == kept
        side.close()


def test_while_it_moves_pages_are_shown_and_forms_are_refused_with_what_was_typed(
    site, settings, reader
):
    settings.READ_ONLY_SECONDS = 0
    address = f"/discussion/{site.pk}/reply/"
    typed = {"comment": "Why <b>so</b> quiet?", "email": "a@example.org", "password": "my secret"}
    count = ReaderComment.objects.count()
    ReadOnly.objects.create(moved_to="elsewhere")
    read_only.forget()
    assert reader.get(site.url).status_code == 200
    answer = reader.post(address, typed)
    assert answer.status_code == 503
    assert answer["Retry-After"]
    html = answer.content.decode()
    assert "Why &lt;b&gt;so&lt;/b&gt; quiet?</textarea>" in html
    assert f'action="{address}"' in html
    assert "my secret" not in html
    assert ReaderComment.objects.count() == count
    editor = Client()
    assert editor.post("/admin/login/", {"username": "keeper"}).status_code == 503
    ReadOnly.objects.all().delete()
    assert reader.post(address, typed).status_code != 503


def test_what_changes_meanwhile_is_copied_again(site, there, command, monkeypatch):
    comparing, times = Copying.compare, []

    def compare(self, sums=None):
        if not times:
            factories.user(username="late")
        times.append(1)
        return comparing(self, sums)

    monkeypatch.setattr(Copying, "compare", compare)
    assert "Copying again: auth_user" in command("move_database", there, settle=0)
    assert sums_at(there)["auth_user"].rows == 2
