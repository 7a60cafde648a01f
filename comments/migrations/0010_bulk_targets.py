"""What a bulk job is to deal with goes into a row of its own, and the job knows what is told."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0009_queue_indexes")]
    operations = [
        migrations.CreateModel(
            name="BulkTargets",
            fields=[
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="targets",
                        serialize=False,
                        to="comments.bulkjob",
                    ),
                ),
                (
                    "pairs",
                    models.JSONField(
                        help_text="A comment's id and the turn at which it was chosen; or a decision to undo, and 0."
                    ),
                ),
            ],
        ),
        migrations.RemoveField("bulkjob", "targets"),
        migrations.AddField(
            "bulkjob",
            "told",
            models.CharField("word to the commenters", max_length=300, blank=True),
        ),
        migrations.AlterField(
            "bulkjob",
            "beat_at",
            models.DateTimeField(
                help_text="When the worker last wrote here. Only who knows it may write next.",
                null=True,
            ),
        ),
    ]
