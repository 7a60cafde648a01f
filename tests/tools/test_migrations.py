"""The checker of migrations finds what stops a running site."""

import pytest
from django.contrib.auth.models import User
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.functions import Random

from tools.migrations import living_imports, problems


def found(*operations, **attributes) -> list[str]:
    """What is found in a migration with these operations, put after the last one of comments."""
    loader = MigrationLoader(None)
    last = loader.graph.leaf_nodes("comments")[0]
    key = ("comments", "9999_new")
    kind = type("Migration", (migrations.Migration,), {"operations": operations, **attributes})
    migration = kind("9999_new", "comments")
    loader.disk_migrations[key] = migration
    loader.graph.add_node(key, migration)
    loader.graph.add_dependency(migration, key, last)
    return [line.removeprefix("comments.9999_new: ") for line in problems(loader)]


def index(name: str) -> models.Index:
    return models.Index(fields=["status"], name=name)


@pytest.mark.parametrize(
    ("operation", "message"),
    [
        (migrations.AddIndex("readercomment", index("new")), "AddIndex new: nobody can write"),
        (
            migrations.AddField("vote", "by", models.ForeignKey(User, models.CASCADE, null=True)),
            "AddField vote.by: its index is made under a lock",
        ),
        (
            migrations.AddField("vote", "luck", models.FloatField(db_default=Random())),
            "AddField vote.luck: a default that the database computes",
        ),
        (
            migrations.AlterField("readercomment", "status", models.TextField()),
            "AlterField readercomment.status: every row is written anew",
        ),
        (
            migrations.AddConstraint(
                "vote", models.CheckConstraint(condition=models.Q(pk__gt=0), name="above")
            ),
            "AddConstraint looks at every row",
        ),
        (
            migrations.RemoveField("vote", "comment"),
            "RemoveField vote.comment: the version before still asks for it",
        ),
        (migrations.DeleteModel("Vote"), "DeleteModel Vote: the version before still asks for it"),
        (
            migrations.RenameField("readercomment", "status", "state"),
            "RenameField readercomment.status: the version before asks for the old name",
        ),
        (
            migrations.RenameModel("Vote", "Voice"),
            "RenameModel Vote: the version before asks for the old name",
        ),
        (
            migrations.AddField("vote", "weight", models.IntegerField(default=1)),
            "AddField vote.weight: the version before stores rows without it",
        ),
        (migrations.RunPython(print), "RunPython has no way back"),
        (migrations.RunSQL("SELECT 1"), "RunSQL has no way back"),
        (
            migrations.SeparateDatabaseAndState([migrations.RunSQL("SELECT 1")]),
            "RunSQL has no way back",
        ),
    ],
)
def test_what_stops_a_site_or_loses_something_is_found(operation, message):
    (line,) = found(operation)
    assert line.startswith(message)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("vote", "note", models.TextField(null=True)),
        migrations.AddField("vote", "weight", models.IntegerField(default=1, db_default=1)),
        migrations.AddIndex("decisionreason", models.Index(fields=["id"], name="few")),
        migrations.RunPython(print, migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(print, print)],
            [migrations.AddIndex("readercomment", index("new"))],
        ),
    ],
)
def test_what_is_quick_and_keeps_everything_is_let_through(operation):
    assert found(operation) == []


def test_a_field_whose_column_stays_may_change():
    loader = MigrationLoader(None)
    field = loader.project_state().models["comments", "readercomment"].fields["status"].clone()
    field.help_text = field.verbose_name = "Another text"
    assert found(migrations.AlterField("readercomment", "status", field)) == []


def test_a_table_made_by_the_same_migration_is_empty():
    make = migrations.CreateModel("New", [("id", models.AutoField(primary_key=True))])
    assert found(make, migrations.AddIndex("new", models.Index(fields=["id"], name="new"))) == []


def test_a_migration_that_says_why_is_let_through():
    operation = migrations.AddIndex("readercomment", index("new"))
    assert found(operation, accepted="It is made in a second.") == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from comments.text import fold", ["comments.text"]),
        ("from ..text import fold", ["..text"]),
        ("def fill(apps, editor):\n    from config import urls", ["config"]),
        ("import comments.models.comment", []),
        ("from ._frozen import SQL", []),
        ("from comments.migrations.frozen import SQL", []),
        ("from django.db import models", []),
    ],
)
def test_a_migration_may_not_import_living_code(source, names):
    assert living_imports(source, {"comments"}) == names
