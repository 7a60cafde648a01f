"""The migrated database that test runs copy.

To migrate takes fifteen seconds, to copy a tenth of one. The template is made once for a set of
migrations: an SQLite file in ``.cache/``, or a database beside the tests' own on PostgreSQL.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache" / "tests"


def fingerprint() -> str:
    """Changes with everything that decides what a newly migrated database contains."""
    digest = hashlib.sha256(repr(settings.INSTALLED_APPS).encode())
    for path in (ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


class Copy:
    """This process's own test database, which it takes from the template."""

    def __init__(self):
        self.creation = connection.creation
        self.name = self.creation._get_test_db_name()

    def make(self, anew: bool = False) -> None:
        """Copies the template, and makes the template first where there is none."""
        with self.lock():
            if anew or not self.has_template():
                self.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
                connection.close()
                self.keep_as_template()
            else:
                self.restore()
        settings.DATABASES[connection.alias]["NAME"] = self.name
        connection.settings_dict["NAME"] = self.name

    def restore(self) -> None:
        """Takes back all changes, committed ones too."""
        connection.close()
        self.remove()
        self.take()


class SqliteCopy(Copy):
    def __init__(self):
        super().__init__()
        self.template = CACHE / f"{fingerprint()}.sqlite3"

    @contextmanager
    def lock(self) -> Iterator[None]:
        CACHE.mkdir(parents=True, exist_ok=True)
        with (CACHE / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def has_template(self) -> bool:
        return self.template.exists()

    def keep_as_template(self) -> None:
        for stale in CACHE.glob("*.sqlite3"):
            stale.unlink()
        unfinished = self.template.with_suffix(".unfinished")
        shutil.copyfile(self.name, unfinished)
        unfinished.rename(self.template)

    def take(self) -> None:
        shutil.copyfile(self.template, self.name)

    def remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(self.name + suffix).unlink(missing_ok=True)


class PostgresqlCopy(Copy):
    def __init__(self):
        super().__init__()
        self.family = f"{connection.settings_dict['NAME']}_template_"
        self.template = self.family + fingerprint()

    def run(self, sql: str, *parameters) -> list[tuple]:
        """Asks the server, without a connection to any database of the tests."""
        with self.creation._nodb_cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def lock(self) -> Iterator[None]:
        with self.creation._nodb_cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [self.family])
            yield

    def templates(self) -> set[str]:
        """The templates that there are, this one and those of other migrations."""
        found = self.run(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", self.family
        )
        return {name for (name,) in found}

    def has_template(self) -> bool:
        return self.template in self.templates()

    def keep_as_template(self) -> None:
        for stale in self.templates():
            self.run(f'DROP DATABASE "{stale}"')
        self.run(f'CREATE DATABASE "{self.template}" TEMPLATE "{self.name}"')

    def take(self) -> None:
        self.run(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')

    def remove(self) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def copy() -> Copy:
    """The copy that suits the settings."""
    return {"sqlite": SqliteCopy, "postgresql": PostgresqlCopy}[connection.vendor]()
