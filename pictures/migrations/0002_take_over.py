"""Takes over the rows of Wagtail's own pictures, under the numbers that they have.

The old rows stay: the version before this one serves readers until it is stopped. Nothing reads them
any more after that, and a later version may delete them.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import migrations

#: Wagtail's tables, and ours.
TABLES = {
    "wagtailimages_image": "pictures_picture",
    "wagtailimages_rendition": "pictures_rendition",
}
WAGTAILS, OURS = ("wagtailimages", "image"), ("pictures", "picture")
#: What Wagtail's table does not have.
NEW = ("caption", "credit", "licence", "source")
QUEUED = ("modelsearch.tasks.insert_or_update_object_task", "wagtail.tasks.update_reference_index_task")


def take_over(apps, schema_editor):
    for old, new in TABLES.items():
        copy_rows(schema_editor.connection, old, new)
    exchange_content_types(apps)
    rename_in_queue(apps, WAGTAILS, OURS)


def give_back(apps, schema_editor):
    exchange_content_types(apps)
    rename_in_queue(apps, OURS, WAGTAILS)


def copy_rows(connection, old: str, new: str) -> None:
    """Copies a table in one statement. A number that was given once is not given again."""
    with connection.cursor() as cursor:
        there = [column.name for column in connection.introspection.get_table_description(cursor, old)]
        wanted = [column.name for column in connection.introspection.get_table_description(cursor, new)]
        both = ", ".join(name for name in wanted if name in there)
        empty = [name for name in wanted if name in NEW and name not in there]
        cursor.execute(
            f"INSERT INTO {new} ({', '.join([both, *empty])}) "
            f"SELECT {', '.join([both, *(chr(39) * 2 for _ in empty)])} FROM {old}"
        )
        # Texts may still name the number of a deleted picture, and would show the one that got it.
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [new])
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) "
                "SELECT %s, seq FROM sqlite_sequence WHERE name = %s",
                [new, old],
            )
        else:
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [old])
            (sequence,) = cursor.fetchone()
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), last_value, is_called) "
                f"FROM {sequence}",
                [new],
            )


def exchange_content_types(apps) -> None:
    """Gives the content type that all tags, log entries and references name to the other model.

    The permissions stay with Wagtail's model, of which it asks for them whichever has the pictures.
    """
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    rows = {
        pair: content_types.get_or_create(app_label=pair[0], model=pair[1])[0]
        for pair in (WAGTAILS, OURS)
    }
    wagtails, ours = rows[WAGTAILS], rows[OURS]
    content_types.filter(pk=ours.pk).update(app_label="exchanged")
    content_types.filter(pk=wagtails.pk).update(app_label=OURS[0], model=OURS[1])
    content_types.filter(pk=ours.pk).update(app_label=WAGTAILS[0], model=WAGTAILS[1])
    permissions.filter(content_type=wagtails.pk).update(content_type=ours.pk)
    content_types.clear_cache()
    ContentType.objects.clear_cache()


def rename_in_queue(apps, old: tuple, new: tuple) -> None:
    """Has the tasks that wait find the pictures that they are about."""
    tasks = apps.get_model("django_tasks_database", "DBTaskResult").objects
    waiting = tasks.filter(
        status__in=("READY", "RUNNING"),
        task_path__in=QUEUED,
        args_kwargs__args__0=old[0],
        args_kwargs__args__1=old[1],
    )
    for pk, arguments in list(waiting.values_list("pk", "args_kwargs")):
        arguments["args"][:2] = new
        tasks.filter(pk=pk).update(args_kwargs=arguments)


class Migration(migrations.Migration):
    """Nothing is read into memory, and no file is touched: a row of the old table becomes one of the new."""

    dependencies = [
        ("pictures", "0001_initial"),
        ("wagtailimages", "0027_image_description"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunPython(take_over, give_back)]
