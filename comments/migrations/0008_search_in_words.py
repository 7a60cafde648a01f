"""An index of what comments say: FTS5 with triggers on SQLite, a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE comments_words USING fts5(
        comment, user_name, content='django_comments', content_rowid='id',
        tokenize="unicode61 remove_diacritics 2")""",
    "INSERT INTO comments_words(comments_words) VALUES ('rebuild')",
    """CREATE TRIGGER comments_words_insert AFTER INSERT ON django_comments BEGIN
        INSERT INTO comments_words(rowid, comment, user_name)
        VALUES (new.id, new.comment, new.user_name);
    END""",
    """CREATE TRIGGER comments_words_delete AFTER DELETE ON django_comments BEGIN
        INSERT INTO comments_words(comments_words, rowid, comment, user_name)
        VALUES ('delete', old.id, old.comment, old.user_name);
    END""",
    # Votes and the like leave the words alone.
    """CREATE TRIGGER comments_words_update AFTER UPDATE ON django_comments
        WHEN old.comment <> new.comment OR old.user_name <> new.user_name BEGIN
        INSERT INTO comments_words(comments_words, rowid, comment, user_name)
        VALUES ('delete', old.id, old.comment, old.user_name);
        INSERT INTO comments_words(rowid, comment, user_name)
        VALUES (new.id, new.comment, new.user_name);
    END""",
]
POSTGRESQL = [
    """CREATE INDEX comments_words ON django_comments
        USING gin (to_tsvector('simple', comment || ' ' || user_name))"""
]


def make(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER comments_words_{name}")
        schema_editor.execute("DROP TABLE comments_words")
    else:
        schema_editor.execute("DROP INDEX comments_words")


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0007_reasons_and_groups"),
        ("django_comments", "0004_add_object_pk_is_removed_index"),
    ]
    operations = [
        migrations.RemoveField("readercomment", "reason"),
        migrations.RunPython(make, drop),
    ]
