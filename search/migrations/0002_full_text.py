"""The database's full-text index of the documents (``search.engines``)."""

from django.db import migrations

CREATE = {
    "sqlite": [
        # Without a copy of the text, which stands in the documents.
        """CREATE VIRTUAL TABLE search_text USING fts5(title, answer, headings, rest, facets,
            content='', tokenize="unicode61 remove_diacritics 0")""",
    ],
    "postgresql": [
        "CREATE TABLE search_text (id bigint PRIMARY KEY, words tsvector NOT NULL)",
        # Without its list of what is yet to be sorted in, which every search would go through.
        """CREATE INDEX search_text_words ON search_text USING gin (words)
            WITH (fastupdate = off)""",
    ],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_text")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_documents")]
    operations = [migrations.RunPython(create, drop)]
