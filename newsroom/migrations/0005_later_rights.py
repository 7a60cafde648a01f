"""What came after the roles: outlines, checks, and deleting for good are for editors-in-chief."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

RIGHTS = {
    "articles": ["change_checksettings"],
    "newsroom": ["add_outline", "change_outline", "delete_outline"],
    "restoring": ["delete_deletedpage"],
}


def empower(apps, schema_editor):
    chiefs = apps.get_model("auth", "Group").objects.filter(name="Editors-in-chief").first()
    if chiefs is None:  # an administrator has given the group another name
        return
    for label, codenames in RIGHTS.items():
        # Permissions are made after all migrations; here they are needed earlier.
        create_permissions(installed_apps.get_app_config(label), verbosity=0, apps=apps)
        found = apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label=label, codename__in=codenames
        )
        chiefs.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_check_settings"),
        ("newsroom", "0004_shared_drafts"),
        ("restoring", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [migrations.RunPython(empower, migrations.RunPython.noop)]
