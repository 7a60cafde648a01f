"""A second, empty database for what is restored or moved; its tables come from the suite's template.

The migrations themselves take twenty seconds: ``bench`` runs them.
"""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection

from backups import targets
from tests import database
from tests.conftest import ROOT, missing


@contextmanager
def connected_to(name: str):
    """The site runs on another database of the same server, or on another file."""
    own = connection.settings_dict["NAME"]

    def switch(to: str) -> None:
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = to

    switch(name)
    try:
        yield
    finally:
        switch(own)


def sqlite_template() -> Path:
    """A migrated file, as the suite on SQLite has it."""
    found = sorted((ROOT / ".cache/tests").glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)
    if found:
        return found[-1]
    path = database.CACHE / "made-for-moving.sqlite3"
    target = targets.SqliteTarget(path, f"sqlite:///{path}.unfinished")
    target.begin()
    run_for_real(target, "make", "[]")
    target.unfinished.rename(path)
    return path


def run_for_real(target, *arguments) -> None:
    """As the commands do it, with the suite's settings on the target's database."""
    os.environ["TEST_DATABASE_URL"], before = target.address, os.environ.get("TEST_DATABASE_URL")
    try:
        targets.in_child.real(target, *arguments)
    finally:
        if before is None:
            del os.environ["TEST_DATABASE_URL"]
        else:
            os.environ["TEST_DATABASE_URL"] = before


def address_of(name: str) -> str:
    """The address of a database of the tests' own server."""
    path, mark, options = os.environ["TEST_DATABASE_URL"].partition("?")
    return f"{path.rpartition('/')[0]}/{name}{mark}{options}"


def tables_of(template):
    """What stands for ``targets.in_child``: makes the tables by copying them."""

    def in_child(target, what, argument):
        if what == "index":
            return run_for_real(target, what, argument)
        assert what == "make"
        if target.vendor == "sqlite":
            shutil.copyfile(
                template if connection.vendor == "sqlite" else sqlite_template(), target.unfinished
            )
            return None
        if not shutil.which("pg_dump"):
            missing("pg_dump", "postgresql-client")
        schema = _dumped(template, "--schema-only") + _dumped(
            template, "--data-only", "--table=django_migrations"
        )
        schema = schema.replace("public.", f"{target.schema}.").replace(
            """TO '$user', 'public'""", f"TO '{target.schema}'"
        )
        subprocess.run(
            ["psql", "-qX", "-v", "ON_ERROR_STOP=1", address_of(target.parameters["dbname"])],
            input=schema,
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return None

    in_child.real = targets.in_child
    return in_child


def _dumped(name: str, *options: str) -> str:
    command = ["pg_dump", "--no-owner", *options, address_of(name)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@contextmanager
def empty_database(folder: Path):
    """The name of a new database."""
    if connection.vendor == "sqlite":
        yield str(folder / f"{uuid4().hex}.sqlite3")
        return
    name = f"why_elsewhere_{uuid4().hex[:8]}"
    run = database.copy().run
    run(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield name
    finally:
        run(f'DROP DATABASE "{name}" WITH (FORCE)')
