"""Search on PostgreSQL within a tab: a column of words, and an index of them for each tab.

What comments say is in the package's table, what tab they are in is in ours: an index of one of the
two finds a word's comments in all tabs. Triggers keep the column, so Django's model need not know it.
"""

from django.db import migrations

TABS = {
    "held": "status = 'held'",
    "reported": "status = 'published' AND reported_at IS NOT NULL",
    "published": "status = 'published'",
    "spam": "status = 'spam'",
    "removed": "status = 'removed'",
}
FORWARD = [
    # A connection keeps a function's plan: made when the table was empty, it would read all of it.
    """CREATE FUNCTION comments_words(comment_id integer) RETURNS tsvector
        LANGUAGE sql STABLE SET search_path FROM CURRENT SET enable_seqscan = off AS $$
        SELECT to_tsvector('simple', comment || ' ' || user_name)
        FROM django_comments WHERE id = comment_id
    $$""",
    "ALTER TABLE comments_readercomment ADD COLUMN search_words tsvector",
    # An UPDATE would leave the table and all its indexes at twice their size.
    """ALTER TABLE comments_readercomment ALTER COLUMN search_words TYPE tsvector
        USING comments_words(xtdcomment_ptr_id)""",
    """CREATE FUNCTION comments_words_taken() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
        NEW.search_words := comments_words(NEW.xtdcomment_ptr_id);
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER comments_words_taken BEFORE INSERT ON comments_readercomment
        FOR EACH ROW EXECUTE FUNCTION comments_words_taken()""",
    """CREATE FUNCTION comments_words_given() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off AS $$ BEGIN
        UPDATE comments_readercomment SET search_words = comments_words(NEW.id)
            WHERE xtdcomment_ptr_id = NEW.id;
        RETURN NULL;
    END $$""",
    # What loaddata reads may have the comment's second half before its first.
    """CREATE TRIGGER comments_words_insert AFTER INSERT ON django_comments
        FOR EACH ROW EXECUTE FUNCTION comments_words_given()""",
    # Decisions and the like leave the words alone.
    """CREATE TRIGGER comments_words_update AFTER UPDATE OF comment, user_name ON django_comments
        FOR EACH ROW WHEN (OLD.comment <> NEW.comment OR OLD.user_name <> NEW.user_name)
        EXECUTE FUNCTION comments_words_given()""",
    # At once, not later in bulk: that costs a search more than it saves a decision.
    *(
        f"""CREATE INDEX comments_words_{tab} ON comments_readercomment
            USING gin (search_words) WITH (fastupdate = off)
            WHERE {condition} AND NOT withdrawn"""
        for tab, condition in TABS.items()
    ),
    "DROP INDEX comments_words",
    # The column makes the table wide, and the reported of some articles dear to look for in it.
    """CREATE INDEX comment_reported_on_page ON comments_readercomment (page_id, reported_at)
        WHERE status = 'published' AND reported_at IS NOT NULL AND NOT withdrawn""",
    # Without it, PostgreSQL would not know how common a word is.
    "ANALYZE comments_readercomment",
]
BACKWARD = [
    """CREATE INDEX comments_words ON django_comments
        USING gin (to_tsvector('simple', comment || ' ' || user_name))""",
    "DROP INDEX comment_reported_on_page",
    "DROP TRIGGER comments_words_update ON django_comments",
    "DROP TRIGGER comments_words_insert ON django_comments",
    "DROP FUNCTION comments_words_given()",
    "DROP TRIGGER comments_words_taken ON comments_readercomment",
    "DROP FUNCTION comments_words_taken()",
    "DROP FUNCTION comments_words(integer)",
    "ALTER TABLE comments_readercomment DROP COLUMN search_words",
]


def _execute(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


def make(apps, schema_editor):
    _execute(schema_editor, FORWARD)


def drop(apps, schema_editor):
    _execute(schema_editor, BACKWARD)


class Migration(migrations.Migration):
    dependencies = [("comments", "0012_settings_words")]
    operations = [migrations.RunPython(make, drop)]
