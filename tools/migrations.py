"""``python -m tools.migrations``: finds migrations that stop a running site or cannot be undone.

While a migration runs, the version before it still serves readers (docs/operators.md). On a large
table an index or a check of every row locks writes for as long as it takes, and what is deleted is
missed by the old version at once.

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
from django.db import migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, ForeignKey, GeneratedField, ManyToManyField

from . import ROOT

#: These ran before there was this check, and are not changed any more: up to which number, by app.
PASSED = {"articles": 1, "comments": 13, "home": 3, "search": 3}

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

ON_ROWS = (
    migrations.AddConstraint,
    migrations.AlterIndexTogether,
    migrations.AlterOrderWithRespectTo,
    migrations.AlterUniqueTogether,
)


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
    created: set[str] = set()
    # Building the state takes a moment, and only a changed field needs it.
    state: ProjectState | None = None
    if any(isinstance(each, migrations.AlterField) for each in _operations(migration.operations)):
        state = loader.project_state((app, migration.name), at_end=False)
    for written in migration.operations:
        for operation in _operations([written]):
            if isinstance(operation, migrations.CreateModel):
                created.add(operation.name_lower)
            model = getattr(operation, "model_name_lower", getattr(operation, "name_lower", ""))
            if model in created:
                continue
            yield from _loses(operation)
            if f"{app}.{model}" not in SMALL:
                yield from _locks(operation, app, state)
        if state:
            written.state_forwards(app, state)


def _operations(operations) -> Iterator[Operation]:
    """The operations that reach the database."""
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _operations(operation.database_operations)
        else:
            yield operation


def _loses(operation: Operation) -> Iterator[str]:
    if isinstance(operation, migrations.RunPython) and not operation.reverse_code:
        yield "RunPython has no way back (reverse_code)"
    elif isinstance(operation, migrations.RunSQL) and operation.reverse_sql is None:
        yield "RunSQL has no way back (reverse_sql)"
    elif isinstance(operation, migrations.RemoveField):
        yield f"RemoveField {operation.model_name}.{operation.name}: what it holds is lost"
    elif isinstance(operation, migrations.DeleteModel):
        yield f"DeleteModel {operation.name}: what it holds is lost"


def _locks(operation: Operation, app: str, state: ProjectState | None) -> Iterator[str]:
    if isinstance(operation, migrations.AddIndex):
        yield (
            f"AddIndex {operation.index.name}: nobody can write to {operation.model_name} until it "
            "is made. SeparateDatabaseAndState can keep it as Django's, made CONCURRENTLY by "
            "RunPython where the database is PostgreSQL, in a migration with atomic = False"
        )
    elif isinstance(operation, ON_ROWS):
        yield f"{type(operation).__name__}: every row is looked at, under a lock"
    elif isinstance(operation, migrations.AddField):
        if reason := _rewrites(operation.field):
            yield f"AddField {operation.model_name}.{operation.name}: {reason}"
    elif isinstance(operation, migrations.AlterField):
        fields = state.models[app, operation.model_name_lower].fields if state else {}
        if _column(fields[operation.name]) != _column(operation.field):
            yield (
                f"AlterField {operation.model_name}.{operation.name}: every row is written anew "
                "or looked at, under a lock"
            )


def _rewrites(field: Field) -> str:
    """Why adding a column takes longer the more rows there are, or nothing."""
    if isinstance(field, ManyToManyField):
        return ""
    if isinstance(field, GeneratedField):
        return "every row is written anew, under a lock"
    if field.unique or getattr(field, "db_index", False) or isinstance(field, ForeignKey):
        return "its index is made under a lock"
    if field.has_db_default() and hasattr(field.db_default, "resolve_expression"):
        return "a default that the database computes may be computed for every row, under a lock"
    return ""


def _column(field: Field) -> tuple:
    """What of a field the database knows: defaults and texts are Django's alone."""
    _, path, arguments, options = field.deconstruct()
    hidden = {*field.non_db_attrs, "default", "related_name"}
    return path, arguments, {key: value for key, value in options.items() if key not in hidden}


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
