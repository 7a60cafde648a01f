"""Topics are kept by the editors-in-chief."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations


def empower(apps, schema_editor):
    chiefs = apps.get_model("auth", "Group").objects.filter(name="Editors-in-chief").first()
    if chiefs is None:  # an administrator has given the group another name
        return
    # Permissions are made after all migrations; here they are needed earlier.
    create_permissions(installed_apps.get_app_config("articles"), verbosity=0, apps=apps)
    found = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="articles", codename="change_topicpage"
    )
    chiefs.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_outer_links"),
        ("newsroom", "0006_live_findings"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [migrations.RunPython(empower, migrations.RunPython.noop)]
