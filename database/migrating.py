"""What a migration does to a site that goes on serving meanwhile, with the version before it.

``tools/migrations.py`` asks it while a migration is written, ``manage.py upgrade`` before one is run.
"""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from django.db import migrations
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, Field, ForeignKey, GeneratedField, ManyToManyField
from django.utils.translation import gettext as _


class Harm(Enum):
    """Whom a migration harms."""

    #: The version before asks for what is gone, or stores rows without what they must have.
    VERSION_BEFORE = 1
    #: Nobody can write to the table meanwhile, and that lasts the longer the more rows it has.
    LONG_LOCK = 2
    #: Whoever wants to go back.
    NO_WAY_BACK = 3


class Found(NamedTuple):
    """What is wrong with a migration, and the model whose table it is about: ``comments.vote``."""

    harm: Harm
    model: str
    says: str


ON_ROWS = (
    migrations.AddConstraint,
    migrations.AlterIndexTogether,
    migrations.AlterOrderWithRespectTo,
    migrations.AlterUniqueTogether,
)


def found_in(
    migration: Migration, state: ProjectState | None = None, created: set[str] | None = None
) -> Iterator[Found]:
    """What is found in a migration. *state* is that before it, which is brought up to it.

    Tables that were *created* just now have no rows, and the version before does not know them.
    """
    app = migration.app_label
    created = set() if created is None else created
    for written in migration.operations:
        for operation in operations([written]):
            model = getattr(operation, "model_name_lower", getattr(operation, "name_lower", ""))
            if isinstance(operation, migrations.CreateModel):
                created.add(f"{app}.{model}")
            if f"{app}.{model}" in created:
                continue
            for harm, says in (
                *_breaks(operation, app, state),
                *_loses(operation),
                *_locks(operation, app, state),
            ):
                yield Found(harm, f"{app}.{model}", f"{type(operation).__name__} {says}")
        if state:
            written.state_forwards(app, state)


def operations(written) -> Iterator[Operation]:
    """The operations that reach the database."""
    for operation in written:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from operations(operation.database_operations)
        else:
            yield operation


def _place(operation) -> str:
    return f"{operation.model_name}.{operation.name}"


def _breaks(operation: Operation, app: str, state: ProjectState | None) -> Iterator:
    harm = Harm.VERSION_BEFORE
    gone = _("%(name)s: the version before still asks for it, and what it holds is lost")
    renamed = _("%(name)s: the version before asks for the old name")
    if isinstance(operation, migrations.RemoveField):
        yield harm, gone % {"name": _place(operation)}
    elif isinstance(operation, migrations.DeleteModel):
        yield harm, gone % {"name": operation.name}
    elif isinstance(operation, migrations.RenameField):
        yield harm, renamed % {"name": f"{operation.model_name}.{operation.old_name}"}
    elif isinstance(operation, migrations.RenameModel):
        yield harm, renamed % {"name": operation.old_name}
    elif isinstance(operation, migrations.AlterModelTable):
        yield harm, renamed % {"name": operation.name}
    elif isinstance(operation, migrations.AddField):
        if _must_be_stored(operation.field):
            yield (
                harm,
                _(
                    "%(name)s: the version before stores rows without it, and the database has no "
                    "default (db_default)"
                )
                % {"name": _place(operation)},
            )
    elif isinstance(operation, migrations.AlterField):
        before = _before(operation, app, state)
        if before is not None and before.null and not operation.field.null:
            yield (
                harm,
                _("%(name)s: the version before may store nothing there")
                % {"name": _place(operation)},
            )


def _must_be_stored(field: Field) -> bool:
    return not (
        isinstance(field, ManyToManyField | GeneratedField)
        or field.null
        or field.db_default is not NOT_PROVIDED
    )


def _loses(operation: Operation) -> Iterator:
    harm = Harm.NO_WAY_BACK
    if isinstance(operation, migrations.RunPython) and not operation.reverse_code:
        yield harm, _("has no way back (%(name)s)") % {"name": "reverse_code"}
    elif isinstance(operation, migrations.RunSQL) and operation.reverse_sql is None:
        yield harm, _("has no way back (%(name)s)") % {"name": "reverse_sql"}


def _locks(operation: Operation, app: str, state: ProjectState | None) -> Iterator:
    harm = Harm.LONG_LOCK
    if isinstance(operation, migrations.AddIndex):
        yield (
            harm,
            _("%(index)s: nobody can write to %(model)s until it is made")
            % {"index": operation.index.name, "model": operation.model_name},
        )
    elif isinstance(operation, ON_ROWS):
        yield harm, _("looks at every row, under a lock")
    elif isinstance(operation, migrations.AddField):
        if reason := _rewrites(operation.field):
            yield harm, f"{_place(operation)}: {reason}"
    elif isinstance(operation, migrations.AlterField):
        before = _before(operation, app, state)
        if before is None or column(before) != column(operation.field):
            yield (
                harm,
                _("%(name)s: every row is written anew or looked at, under a lock")
                % {"name": _place(operation)},
            )


def _before(operation, app: str, state: ProjectState | None) -> Field | None:
    """The field as it was."""
    return state.models[app, operation.model_name_lower].fields[operation.name] if state else None


def _rewrites(field: Field) -> str:
    """Why adding a column takes longer the more rows there are, or nothing."""
    if isinstance(field, ManyToManyField):
        return ""
    if isinstance(field, GeneratedField):
        return _("every row is written anew, under a lock")
    if field.unique or getattr(field, "db_index", False) or isinstance(field, ForeignKey):
        return _("its index is made under a lock")
    if field.has_db_default() and hasattr(field.db_default, "resolve_expression"):
        return _("a default that the database computes may be computed for every row, under a lock")
    return ""


def column(field: Field) -> tuple:
    """What of a field the database knows: defaults and texts are Django's alone."""
    _name, path, arguments, options = field.deconstruct()
    hidden = {*field.non_db_attrs, "default", "related_name"}
    return path, arguments, {key: value for key, value in options.items() if key not in hidden}
