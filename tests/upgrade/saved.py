"""The saved database, restored beside the one that the tests use, and looked at in plain SQL."""

import json
import lzma
import os
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql

FOLDER = Path(__file__).parent / "a8b6ed7"
SECRET_KEY = "of the saved site"
SAVED_AT = datetime(2026, 11, 27, 15, 24, tzinfo=UTC)
#: So long ago it was saved, as far as the code can tell: what had to wait a little is due by now,
#: and nothing is too old for anything.
AGE = timedelta(minutes=30)
MOMENT = re.compile(r"\b20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d\b")
#: Days without a time of day, by which something is deleted. (Others, of articles say, are content.)
DAYS = [("search_asked", "day")]

Rows = dict[str, list[dict]]

_ITS_ID = "(SELECT id FROM wagtailimages_image WHERE title = 'IMG_1234.JPG')"
#: Gives the saved site a photograph with all that Wagtail's own model of images had, beside its drawing.
PHOTOGRAPH = [
    """
    INSERT INTO wagtailimages_image (
        title, file, width, height, created_at, collection_id, description, file_hash, file_size,
        focal_point_x, focal_point_y, focal_point_width, focal_point_height, uploaded_by_user_id
    )
    SELECT 'IMG_1234.JPG', 'original_images/img-1234.jpg', 320, 200, created_at, collection_id, '',
        '0123456789012345678901234567890123456789', 4321, 100, 90, 80, 70,
        (SELECT id FROM auth_user WHERE username = 'ed')
    FROM wagtailimages_image WHERE title = 'A map'
    """,
    f"""
    INSERT INTO wagtailimages_rendition
        (filter_spec, file, width, height, focal_point_key, image_id)
    VALUES ('max-165x165', 'images/img-1234.max-165x165.jpg', 165, 103, '', {_ITS_ID})
    """,
    f"""
    INSERT INTO taggit_taggeditem (object_id, content_type_id, tag_id)
    SELECT {_ITS_ID}, kind.id, taggit_tag.id FROM django_content_type AS kind, taggit_tag
    WHERE kind.app_label = 'wagtailimages' AND kind.model = 'image' AND taggit_tag.name = 'war'
    """,
    f"UPDATE articles_author SET portrait_id = {_ITS_ID}",
    f"UPDATE home_sitesettings SET logo_id = {_ITS_ID}",
]


def as_json(value):
    """What stands in a JSON column. SQLite hands it out as it is stored, as text."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)
    return value


class Moved:
    """Moves every moment in a text on, by the same time for all."""

    def __init__(self):
        self.by = datetime.now(UTC).replace(microsecond=0) - AGE - SAVED_AT

    def __call__(self, text: str) -> str:
        return MOMENT.sub(self._move, text)

    def _move(self, found: re.Match) -> str:
        moment = datetime.fromisoformat(found[0]) + self.by
        return moment.isoformat(sep=found[0][10])


class SQLite:
    """A copy of the saved file."""

    def __init__(self, folder: Path):
        self.path = folder / "site.sqlite3"
        self.url = f"sqlite:///{self.path}"
        self.path.write_bytes(lzma.decompress((FOLDER / "site.db.xz").read_bytes()))
        moved = Moved()
        with self._open() as db:
            db.create_function("moved", 1, moved, deterministic=True)
            for table in self._tables(db):
                for _, column, *_ in db.execute(f'PRAGMA table_info("{table}")').fetchall():
                    db.execute(
                        f'UPDATE "{table}" SET "{column}" = moved("{column}")'
                        f' WHERE typeof("{column}") = \'text\' AND moved("{column}") <> "{column}"'
                    )
            for table, column in DAYS:
                db.execute(
                    f"UPDATE {table} SET {column} = date({column}, ?)", [f"{moved.by.days} days"]
                )

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=20)
        db.row_factory = sqlite3.Row
        return db

    @staticmethod
    def _tables(db) -> list[str]:
        """The tables themselves, without the insides of the full-text indexes."""
        listed = db.execute("SELECT name FROM pragma_table_list WHERE type = 'table'")
        return [name for (name,) in listed if not name.startswith("sqlite_")]

    def rows(self) -> Rows:
        with self._open() as db:
            return {
                table: [dict(row) for row in db.execute(f'SELECT * FROM "{table}"')]
                for table in self._tables(db)
            }

    def execute(self, statements: list[str]) -> None:
        with self._open() as db:
            for statement in statements:
                db.execute(statement)

    def triggers(self) -> set[str]:
        with self._open() as db:
            return {
                row["name"]
                for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            }

    def drop(self) -> None:
        self.path.unlink()


class PostgreSQL:
    """A database of its own on the server that the tests use."""

    def __init__(self, server: str):
        self.server, self.name = server, f"saved_site_{os.getpid()}"
        self.url = self._named(self.name)
        moved = Moved()
        script = moved(lzma.decompress((FOLDER / "site.sql.xz").read_bytes()).decode())
        self.drop()
        self._administer("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
        with psycopg.connect(self.url) as db:
            db.execute(script)
            for table, column in DAYS:
                db.execute(f"UPDATE public.{table} SET {column} = {column} + {moved.by.days}")

    def _named(self, name: str) -> str:
        """The address of another database of the server."""
        return re.sub(r"^(\w+://[^/?]*)(/[^?]*)?", rf"\1/{name}", self.server)

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._named("postgres"), autocommit=True) as db:
            db.execute(sql.SQL(statement).format(sql.Identifier(self.name)))

    def rows(self) -> Rows:
        with psycopg.connect(self.url, row_factory=psycopg.rows.dict_row) as db:
            listed = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            return {
                row["tablename"]: db.execute(
                    sql.SQL("SELECT * FROM {}").format(sql.Identifier(row["tablename"]))
                ).fetchall()
                for row in listed.fetchall()
            }

    def execute(self, statements: list[str]) -> None:
        with psycopg.connect(self.url) as db:
            for statement in statements:
                db.execute(statement)

    def triggers(self) -> set[str]:
        with psycopg.connect(self.url) as db:
            found = db.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal").fetchall()
            return {name for (name,) in found}

    def drop(self) -> None:
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)")


def restore(folder: Path) -> SQLite | PostgreSQL:
    """The saved site on whichever database the suite runs on."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    return PostgreSQL(server) if server.startswith("postgres") else SQLite(folder)
