"""A change of somebody's standing is a decision like others: it can be undone."""

from django.db import migrations, models

FROM_LOG = "standing"


def from_the_log(apps, schema_editor):
    """Until now such changes stood on Wagtail's log alone."""
    Decision = apps.get_model("comments", "Decision")
    Commenter = apps.get_model("comments", "Commenter")
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(
        action="comments.standing"
    )
    known = set(Commenter.objects.values_list("pk", flat=True)) if entries.exists() else set()
    for entry in entries.order_by("timestamp").iterator():
        Decision.objects.create(
            commenter_id=int(entry.object_id) if int(entry.object_id) in known else None,
            moderator_id=entry.user_id,
            moderator_name=entry.data.get("moderator", "")[:150],
            action=FROM_LOG,
            was=entry.data.get("was", ""),
            became=entry.data.get("became", ""),
            at=entry.timestamp,
            why=entry.data.get("why", "")[:300],
        )


def back(apps, schema_editor):
    apps.get_model("comments", "Decision").objects.filter(action=FROM_LOG).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0013_words_by_tab"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="action",
            field=models.CharField(
                choices=[
                    ("approve", "Approve"),
                    ("trust", "Approve and trust"),
                    ("spam", "Spam"),
                    ("remove", "Remove"),
                    ("hold", "Hold"),
                    ("keep", "Keep as it is"),
                    ("edit", "Edit"),
                    ("reply", "Reply"),
                    ("close", "Close the thread"),
                    ("open", "Open the thread"),
                    ("ban", "Ban the commenter"),
                    ("ban_network", "Ban the network"),
                    ("standing", "Change the standing"),
                    ("undo", "Undo"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunPython(from_the_log, back),
    ]
