"""Editors and moderators see what readers search for; editors promote results."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {
    "Editors": [
        ("search", "view_asked"),
        ("wagtailsearchpromotions", "add_searchpromotion"),
        ("wagtailsearchpromotions", "change_searchpromotion"),
        ("wagtailsearchpromotions", "delete_searchpromotion"),
    ],
    # They look after comments here; what readers see first is the editors' choice.
    "Moderators": [("search", "view_asked")],
}


def empower(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    # Permissions are made after all migrations; here they are needed earlier.
    for label in ("search", "wagtailsearchpromotions"):
        # Of the models as they are at this migration, because later ones rename them.
        create_permissions(installed_apps.get_app_config(label), verbosity=0, apps=apps)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=MAY):
        for label, codename in MAY[group.name]:
            group.permissions.add(
                Permission.objects.get(content_type__app_label=label, codename=codename)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_full_text"),
        ("wagtailcore", "0002_initial_data"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]
    operations = [
        migrations.AlterModelOptions(
            name="asked",
            options={
                "verbose_name": "what readers search for",
                "verbose_name_plural": "searches",
            },
        ),
        migrations.RunPython(empower, migrations.RunPython.noop),
    ]
