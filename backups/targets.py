"""Where a copy of the database is built: beside the one that it will replace, which stays as it is until then.

A copy that was broken off is so never taken for whole, and what was there before is not lost with it.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import environ
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.utils.translation import gettext as _
from psycopg import errors, sql

from .errors import Refused
from .postgresql import Postgresql
from .sqlite import Sqlite

ROOT = Path(__file__).resolve().parents[1]
SCHEMA, SUFFIX = "unfinished_copy", ".unfinished"
#: A scratch copy goes by its own name, and what a killed trial left is deleted by the next.
CHECKING = "checked_copy"


def in_use(target: "Target") -> str:
    return _("Another process has %(database)s open. Stop the site and its worker first.") % {
        "database": target
    }


class SqliteTarget:
    """A file, and beside it the one that is being built."""

    vendor = "sqlite"

    def __init__(self, path: Path | str, address: str = "", scratch: bool = False):
        self.path, self.address = Path(path), address
        self.unfinished = self.path.with_name(self.path.name + SUFFIX)
        self.scratch = scratch

    def __str__(self):
        return str(self.path)

    def identity(self) -> str:
        return f"sqlite {self.path.resolve()}"

    def open(self) -> Sqlite:
        side = Sqlite(self.unfinished)
        side.run(["PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"])
        return side

    def open_present(self) -> Sqlite | None:
        """What is there now."""
        if not self.path.exists() or not self.path.stat().st_size:
            return None
        return Sqlite(self.path, read_only=True)

    def environment(self) -> dict[str, str]:
        return {"COPY_PLACE": str(self.unfinished), **_addressed(self.address)}

    def begin(self) -> None:
        self.unfinished.parent.mkdir(parents=True, exist_ok=True)

    def drop(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.unfinished}{suffix}").unlink(missing_ok=True)

    def switch(self) -> None:
        """Puts the copy in the place of what was there."""
        self.must_be_free()
        copy = sqlite3.connect(self.unfinished, isolation_level=None)
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.close()
        handle = os.open(self.unfinished, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
        # There are hashes of passwords in it.
        mode = self.path.stat().st_mode & 0o777 if self.path.exists() else 0o600
        self.unfinished.chmod(mode)
        os.replace(self.unfinished, self.path)

    def must_be_free(self) -> None:
        """Empties the write-ahead log, which works only where no other process has the file open."""
        if not self.path.exists():
            return
        old = sqlite3.connect(self.path, timeout=1, isolation_level=None)
        try:
            mode = old.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = ""
        finally:
            old.close()
        if mode != "delete":
            raise Refused(in_use(self))


class PostgresqlTarget:
    """A database, and in it a schema that is being built."""

    vendor = "postgresql"

    def __init__(self, parameters: dict, address: str = "", scratch: bool = False):
        self.parameters, self.address = parameters, address
        self.schema = CHECKING if scratch else SCHEMA
        self.scratch = scratch

    def __str__(self):
        return str(self.parameters.get("dbname", ""))

    def identity(self) -> str:
        side = Postgresql(self.parameters)
        try:
            found = side.ask(
                "SELECT current_database(), coalesce(inet_server_addr()::text, 'local'), "
                "current_setting('port')"
            )[0]
            return "postgresql " + " ".join(map(str, found))
        finally:
            side.close()

    def open(self) -> Postgresql:
        return Postgresql(self.parameters, self.schema)

    def open_present(self) -> Postgresql:
        return Postgresql(self.parameters)

    def environment(self) -> dict[str, str]:
        return {"COPY_PLACE": self.schema, **_addressed(self.address)}

    def _run(self, *statements: str) -> None:
        side = Postgresql(self.parameters)
        try:
            for statement in statements:
                side.connection.execute(
                    sql.SQL(statement).format(sql.Identifier(self.schema))  # type: ignore[arg-type]
                )
        except errors.InsufficientPrivilege as error:
            raise Refused(
                _(
                    "The account may make no schema in the database: GRANT CREATE ON DATABASE … TO …;"
                )
            ) from error
        finally:
            side.close()

    def begin(self) -> None:
        self._run("CREATE SCHEMA IF NOT EXISTS {}")

    def must_be_free(self) -> None:
        """The tables could change places under whoever uses them, and what they write would be lost."""
        side = Postgresql(self.parameters)
        try:
            others = side.ask(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )[0][0]
            is_used = bool(others) and has_site(side)
        finally:
            side.close()
        if is_used:
            raise Refused(in_use(self))

    def drop(self) -> None:
        self._run("DROP SCHEMA IF EXISTS {} CASCADE")

    def switch(self) -> None:
        """Puts the copy's tables and functions in the place of those that were there: all or none."""
        self.must_be_free()
        side = Postgresql(self.parameters)
        try:
            with side.transaction():
                self._switch(side)
        finally:
            side.close()

    def _switch(self, side: Postgresql) -> None:
        home, away = f'"{side.site_schema}"', f'"{self.schema}"'
        old = [f"{home}.{name}" for name in _relations(side, side.site_schema)]
        if old:
            side.execute(f"DROP TABLE {', '.join(old)} CASCADE")
        for function in _functions(side, side.site_schema):
            side.execute(f"DROP FUNCTION IF EXISTS {home}.{function} CASCADE")
        for name in _relations(side, self.schema):
            side.execute(f"ALTER TABLE {away}.{name} SET SCHEMA {home}")
        for function in _functions(side, self.schema):
            side.execute(f"ALTER FUNCTION {away}.{function} SET SCHEMA {home}")
            # Its path named the schema in which it was made.
            side.execute(f"ALTER FUNCTION {home}.{function} SET search_path TO {home}")
        side.execute(f"DROP SCHEMA {away}")


def _relations(side: Postgresql, schema: str) -> list[str]:
    return [
        name
        for (name,) in side.ask(
            "SELECT quote_ident(c.relname) FROM pg_class c WHERE c.relkind = 'r' "
            "AND c.relnamespace = %s::regnamespace AND NOT EXISTS "
            "(SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')",
            f'"{schema}"',
        )
    ]


def _functions(side: Postgresql, schema: str) -> list[str]:
    return [
        name
        for (name,) in side.ask(
            "SELECT quote_ident(proname) || '(' || pg_get_function_identity_arguments(p.oid) || ')' "
            "FROM pg_proc p WHERE pronamespace = %s::regnamespace AND NOT EXISTS "
            "(SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
            f'"{schema}"',
        )
    ]


Target = SqliteTarget | PostgresqlTarget
Side = Sqlite | Postgresql


def _addressed(address: str) -> dict[str, str]:
    return {"DATABASE_URL": address} if address else {}


def of_site(scratch: Path | None = None) -> Target:
    """The site's own database; in a scratch folder only to try a copy."""
    if connection.vendor == "sqlite":
        path = scratch / "tried.sqlite3" if scratch else connection.settings_dict["NAME"]
        return SqliteTarget(path, scratch=bool(scratch))
    return PostgresqlTarget(connection.get_connection_params(), scratch=bool(scratch))


def at(address: str) -> Target:
    """The database of a URL as ``DATABASE_URL`` has it."""
    try:
        config: Any = environ.Env.db_url_config(address)
        engine = config["ENGINE"]
    except Exception as error:
        raise Refused(
            _("“%(address)s” is no address of a database.") % {"address": address}
        ) from error
    if engine.endswith("sqlite3"):
        return SqliteTarget(Path(config["NAME"]).absolute(), address)
    if not engine.endswith("postgresql"):
        raise Refused(
            _("The site runs on SQLite and PostgreSQL, not on %(engine)s.") % {"engine": engine}
        )
    wrapper = DatabaseWrapper(
        {"CONN_MAX_AGE": 0, "TIME_ZONE": None, "OPTIONS": {}, "AUTOCOMMIT": True, **config}
    )
    return PostgresqlTarget(wrapper.get_connection_params(), address)


def source() -> Side:
    """The site's own database, to read."""
    if connection.vendor == "sqlite":
        return Sqlite(connection.settings_dict["NAME"], read_only=True)
    return Postgresql(connection.get_connection_params())


def in_child(target: Target, *arguments: str) -> None:
    """Runs ``backups.schema`` on the copy: Django's own migrations, with settings for that database."""
    done = subprocess.run(
        [sys.executable, "-m", "backups.schema", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "site", **target.environment()},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Refused(
            _("The tables could not be made:\n%(error)s") % {"error": done.stderr.strip()[-6000:]}
        )


def has_site(side: Side | None) -> bool:
    """Whether somebody's work is there: an account, or a comment. The migrations make neither."""
    return side is not None and any(
        side.has(table) and side.ask(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608
        for table in ("auth_user", "django_comments")
    )


def migrations(side: Side) -> set[tuple[str, str]]:
    if not side.has("django_migrations"):
        return set()
    return set(side.ask("SELECT app, name FROM django_migrations"))


def close_all(sides: Iterable[Side | None]) -> None:
    for side in sides:
        if side is not None:
            side.close()
