"""The field's own names: ``DailyQuery``, ``ClickedResult``, ``result_count``, ``answer_requests`` …

Two tables and some columns are renamed, which takes no look at the rows, save at the clicked
results. They refer to a table that is renamed: SQLite copies them, and PostgreSQL checks them. Both
did so with 500,000 of them, far more than come together in the 400 days that they are kept, in less
than ten seconds.
"""

from django.db import migrations, models
from django.db.models import CASCADE

#: Django renames a model's content type by itself, but not what groups may do with it.
MODELS = {"asked": "dailyquery", "clicked": "clickedresult"}
ACTIONS = ("add", "change", "delete", "view")

#: The databases rename the column in its constraint too; Django's picture of that has to follow.
#: ``RenameField`` would have SQLite copy the table a second time.
RENAME_QUERY = migrations.SeparateDatabaseAndState(
    [
        migrations.RunSQL(
            "ALTER TABLE search_clickedresult RENAME COLUMN asked_id TO daily_query_id",
            "ALTER TABLE search_clickedresult RENAME COLUMN daily_query_id TO asked_id",
        )
    ],
    [
        migrations.RemoveConstraint("clickedresult", "result_once_a_query"),
        migrations.RenameField("clickedresult", "asked", "daily_query"),
        migrations.AlterField(
            "clickedresult",
            "daily_query",
            models.ForeignKey("search.DailyQuery", CASCADE, related_name="clicked_results"),
        ),
        migrations.AddConstraint(
            "clickedresult",
            models.UniqueConstraint(fields=["daily_query", "result"], name="result_once_a_query"),
        ),
    ],
)


def rename_permissions(apps, schema_editor, models=MODELS):
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="search"
    )
    for old, new in models.items():
        for action in ACTIONS:
            permissions.filter(codename=f"{action}_{old}").update(codename=f"{action}_{new}")


def rename_permissions_back(apps, schema_editor):
    rename_permissions(apps, schema_editor, {new: old for old, new in MODELS.items()})


class Migration(migrations.Migration):
    dependencies = [("auth", "0012_alter_user_first_name_max_length"), ("search", "0003_editors")]

    operations = [
        migrations.RenameModel("Asked", "DailyQuery"),
        migrations.RenameModel("Clicked", "ClickedResult"),
        RENAME_QUERY,
        migrations.RenameField("dailyquery", "found", "result_count"),
        migrations.RenameField("dailyquery", "wanted", "answer_requests"),
        migrations.RenameField("word", "shown", "spelling"),
        migrations.RenameField("word", "documents", "document_count"),
        migrations.RenameField("word", "titles", "title_count"),
        migrations.RenameIndex(
            "dailyquery", "daily_query_day", old_name="search_aske_day_d022cf_idx"
        ),
        migrations.RunPython(rename_permissions, rename_permissions_back),
    ]
