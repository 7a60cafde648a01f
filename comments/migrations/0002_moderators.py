"""What moderators and editors may do with comments."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {
    "Moderators": ["view_readercomment", "change_readercomment", "view_discussion", "change_discussion"],
    "Editors": ["view_readercomment", "view_discussion", "change_discussion", "change_discussionsettings"],
}  # fmt: skip


def empower(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    # Permissions are made after all migrations; here they are needed earlier.
    create_permissions(installed_apps.get_app_config("comments"), verbosity=0)
    for name, codenames in MAY.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(
            *Permission.objects.filter(
                content_type__app_label="comments", codename__in=codenames
            )
        )


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("home", "0002_front_page"),
    ]
    operations = [migrations.RunPython(empower, migrations.RunPython.noop)]
