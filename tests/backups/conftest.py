"""A site with something of everything, and a place for its backups."""

import pytest
from django.core.management import call_command

from backups import targets
from comments.models import ReaderComment
from home.models import HomePage
from search.models import Document
from tests import factories

from . import elsewhere

#: What has made trouble in texts of other copies.
ODD = "Tab\there, line\nbreak, back\\slash, \\N, “quotes”, Việt 🙂, \v\f"


@pytest.fixture(autouse=True)
def tables(monkeypatch, database_template):
    monkeypatch.setattr(targets, "in_child", elsewhere.tables_of(database_template))


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture
def site(transactional_db, media):
    """An article with a picture, comments, an account; and numbers that were given and are free again."""
    topic = factories.topic(HomePage.objects.get())
    page = factories.article(
        topic, "Why do lanterns glow?", lead_image=factories.image(), tags=["Lanterns"]
    )
    factories.published_as_an_editor(page)
    factories.document()
    factories.user(username="keeper")
    factories.comments(page, 3, said=ODD + " {}")
    ReaderComment.objects.order_by("-pk").first().delete()
    return page


@pytest.fixture
def other(tmp_path):
    """Runs the site on an empty database: ``with other():``."""
    with elsewhere.empty_database(tmp_path) as name:
        yield lambda: elsewhere.connected_to(name)


@pytest.fixture
def store(tmp_path) -> str:
    return str(tmp_path / "store")


@pytest.fixture
def command(capsys):
    """What a command said."""

    def command(name, *arguments, **options):
        call_command(name, *arguments, **options)
        return capsys.readouterr().out

    return command


def everything() -> dict:
    """The sums of all tables of the site’s database, but those about backups."""
    from backups.copying import of_rows, summed

    side = targets.source()
    try:
        return {
            table: summed(side, table, columns)
            for table, columns in of_rows(side.tables()).items()
            if table != "backups_backup"
        }
    finally:
        side.close()


def documents() -> int:
    return Document.objects.count()
