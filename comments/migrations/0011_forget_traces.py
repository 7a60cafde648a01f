"""Indexes of the comments of which it is known from where they were sent, until it is forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0010_bulk_targets"),
        ("django_comments", "0004_add_object_pk_is_removed_index"),
    ]
    operations = [
        migrations.AddIndex(
            "readercomment",
            models.Index(
                condition=models.Q(
                    models.Q(("network", ""), _negated=True),
                    models.Q(("user_agent", ""), _negated=True),
                    ("seconds__isnull", False),
                    _connector="OR",
                ),
                fields=["posted_at"],
                name="comment_traces",
            ),
        ),
        # The package's table has the address itself.
        migrations.RunSQL(
            "CREATE INDEX comments_addresses ON django_comments (submit_date) "
            "WHERE ip_address IS NOT NULL",
            "DROP INDEX comments_addresses",
        ),
    ]
