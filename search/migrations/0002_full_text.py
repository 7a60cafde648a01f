"""The database's full-text index of the documents (``search.engines``)."""

from django.db import migrations

from search.engines import postgresql, sqlite


def _of(schema_editor):
    return {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]


def create(apps, schema_editor):
    for statement in _of(schema_editor).CREATE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in _of(schema_editor).DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_documents")]
    operations = [migrations.RunPython(create, drop)]
