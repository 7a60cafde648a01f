"""Makes the tables of a copy, in a process of its own: ``python -m backups.schema make``.

``COPY_PLACE`` in the environment names the file or the schema that the copy is in; the rest is the
database of the settings. Django's migrations and Wagtail's index know one database for each process.
"""

import json
import os
import sys

import django
from django.core.management import call_command
from django.core.management.sql import emit_pre_migrate_signal
from django.db import connection
from django.db.backends.signals import connection_created
from django.db.migrations.executor import MigrationExecutor


def _enter(connection, **kwargs) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'SET search_path TO "{os.environ["COPY_PLACE"]}"')


def make(applied: list[list[str]]) -> None:
    """The tables as they were when exactly these migrations were applied; without any, the newest."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    known = {(app, name) for app, name in applied} & set(graph.nodes)
    ends = [
        node
        for node in known
        if not any(child.key in known for child in graph.node_map[node].children)
    ]
    ends = sorted(ends) or graph.leaf_nodes()
    plan, state = executor.migration_plan(ends), executor._create_project_state()
    # As the command migrate does it: content types that models change their names in follow by this signal.
    emit_pre_migrate_signal(0, False, connection.alias, apps=state.apps, plan=plan)
    executor.migrate(ends, plan=plan, state=state)


def upgrade(applied: list[list[str]]) -> None:
    """Brings an older copy up to date."""
    call_command("migrate", verbosity=0, interactive=False)


def index(applied: list[list[str]]) -> None:
    """Makes Wagtail's index, which each database has in a form of its own."""
    from search import admin_index  # it needs the models

    admin_index.refresh(lambda done, total: None)


if __name__ == "__main__":
    django.setup()
    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = os.environ["COPY_PLACE"]
    else:
        connection_created.connect(_enter)
    {"make": make, "upgrade": upgrade, "index": index}[sys.argv[1]](json.loads(sys.argv[2]))
