"""What ``manage.py upgrade`` would change in the database, and whether the version before can serve meanwhile."""

import time
from collections.abc import Callable
from typing import NamedTuple

from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from backups.errors import Refused
from backups.telling import Say
from database import migrating
from database.migrating import Harm

#: In a table with fewer rows no index and no check of all rows takes longer than a second or so.
LARGE = 100_000
#: So long readers wait behind a migration that waits for a table, and so often it is tried.
LOCK_SECONDS, TRIES, PAUSE_SECONDS = 3, 10, 5.0


class Pending(NamedTuple):
    """A migration that is not applied yet."""

    name: str
    #: Why the version before cannot serve beside it.
    problems: list[str]
    #: Why its author says that it can.
    accepted: str


def pending() -> list[Pending]:
    """The migrations that would be applied, in their order."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    own = {app for app, _name in loader.graph.nodes}
    replaced = {pair for each in loader.replacements.values() for pair in each.replaces}
    for app, name in sorted(set(loader.applied_migrations) - set(loader.graph.nodes) - replaced):
        if app in own:
            raise Refused(
                _("The database is of a newer version: it has %(name)s.")
                % {"name": f"{app}.{name}"}
            )
    is_new = not loader.applied_migrations
    plan = [migration for migration, _back in executor.migration_plan(loader.graph.leaf_nodes())]
    if not plan:
        return []
    state = loader.project_state([key for key in loader.applied_migrations if key in loader.graph])
    created: set[str] = set()
    found = []
    for migration in plan:
        # The state is that before the operation which is looked at.
        problems = [
            each.says
            for each in migrating.found_in(migration, state, created)
            if each.harm == Harm.VERSION_BEFORE
            or (each.harm == Harm.LONG_LOCK and is_large(_table(state, each.model)))
        ]
        accepted = getattr(migration, "accepted", "")
        found.append(
            Pending(
                f"{migration.app_label}.{migration.name}",
                [] if is_new or accepted else problems,
                accepted if problems else "",
            )
        )
    return found


def _table(state, model: str) -> str:
    app, name = model.split(".")
    known = state.models.get((app, name))
    return (known and known.options.get("db_table")) or f"{app}_{name}"


def is_new_database() -> bool:
    """Whether there is nothing in it that a backup could bring back."""
    return not MigrationExecutor(connection).loader.applied_migrations


def is_large(table: str) -> bool:
    """Whether a lock on it would last."""
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return False
        quoted = connection.ops.quote_name(table)
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 FROM {quoted} LIMIT {LARGE}) rows")  # noqa: S608
        return cursor.fetchone()[0] >= LARGE


def migrate(write: Callable, say: Say) -> None:
    """Applies what is pending. A table that is in use is asked for again, so that no reader waits behind it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    try:
        for attempt in range(1, TRIES + 1):
            try:
                call_command("migrate", interactive=False, stdout=write, verbosity=1)
                return
            except OperationalError as error:
                if not is_held_up(error):
                    raise
                if attempt == TRIES:
                    raise Refused(
                        _(
                            "A table was in use for too long. What is named as OK is done, the rest is not; "
                            "the version before goes on serving. Call it again when less is going on."
                        )
                    ) from error
                say(_("A table is in use. Tried again in a moment"))
                time.sleep(PAUSE_SECONDS)
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")


def is_held_up(error: OperationalError) -> bool:
    """Whether somebody else has what a migration needs."""
    return isinstance(error.__cause__, LockNotAvailable) or "is locked" in str(error)
