"""``python -m tools.migrations``: finds migrations that stop a running site or cannot be undone.

While a migration runs, the version before it still serves readers (docs/operators.md). On a large
table an index or a check of every row locks writes for as long as it takes, and what is deleted is
missed by the old version at once. ``database/migrating.py`` says what is found.

Where a finding is all right, the migration says why::

    class Migration(migrations.Migration):
        accepted = "Moderators write these rows by hand: there are some hundreds at most."
"""

import ast
import inspect
import os
import sys
from collections.abc import Iterator

import django
from django.apps import apps
from django.db.migrations import AlterField
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from database import migrating
from database.migrating import Harm

from . import ROOT

CONCURRENTLY = (
    ". SeparateDatabaseAndState can keep it as Django's, made CONCURRENTLY by RunPython where the "
    "database is PostgreSQL, in a migration with atomic = False"
)

#: These were made before there was this check, or what it asks, and are not changed any more: up to which
#: number, by app. ``manage.py upgrade`` judges them all the same on a site that lacks them.
PASSED = {"articles": 12, "comments": 16, "home": 3, "search": 4}

#: What has few rows on the largest site. Everything else may have millions.
SMALL = {
    "articles.topicpage",
    "comments.bulkjob",
    "comments.decisionreason",
    "comments.discussionsettings",
    "comments.learned",
    "comments.networkban",
    "home.featuredarticle",
    "home.homepage",
    "home.sitesettings",
    "home.standardpage",
}


def own_apps() -> set[str]:
    """The labels of the apps that are in this repository."""
    return {
        config.label
        for config in apps.get_app_configs()
        if os.path.dirname(config.path) == str(ROOT)
    }


def problems(loader: MigrationLoader) -> list[str]:
    """What is wrong with the project's own migrations, a line for each problem."""
    own = own_apps()
    found = []
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app not in own or int(name.split("_")[0]) <= PASSED.get(app, 0):
            continue
        if not getattr(migration, "accepted", ""):
            found += [f"{app}.{name}: {each}" for each in _of_one(migration, loader)]
        source = inspect.getsource(sys.modules[type(migration).__module__])
        found += [
            f"{app}.{name}: imports {module}, which will have changed by the time that this runs"
            for module in living_imports(source, own)
        ]
    return found


def _of_one(migration: Migration, loader: MigrationLoader) -> Iterator[str]:
    app = migration.app_label
    # Building the state takes a moment, and only a changed field needs it.
    state: ProjectState | None = None
    if any(isinstance(each, AlterField) for each in migrating.operations(migration.operations)):
        state = loader.project_state((app, migration.name), at_end=False)
    for found in migrating.found_in(migration, state):
        if found.harm == Harm.LONG_LOCK and found.model in SMALL:
            continue
        hint = CONCURRENTLY if found.says.startswith("AddIndex ") else ""
        yield found.says + hint


def living_imports(source: str, own: set[str]) -> list[str]:
    """The modules of the project that a migration imports, other migrations apart.

    makemigrations itself writes ``import app.models`` for a field's default, which has to stay.
    """
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names if ".models" not in alias.name]
        elif isinstance(node, ast.ImportFrom) and node.level != 1:
            names.append("." * node.level + (node.module or ""))
    return [
        name
        for name in names
        if name.startswith("..")
        or (name.split(".")[0] in own | {"config"} and "migrations" not in name.split("."))
    ]


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.settings"
    django.setup()
    found = problems(MigrationLoader(None))
    print("\n".join(found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
