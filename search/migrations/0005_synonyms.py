"""Words that mean the same: the table, some that every site can use, and who may change them."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

# Without “U.S.”, which stands in “U.S.S.R.” too.
SHIPPED = [
    "World War I, First World War, World War One, World War 1, Great War, WWI, WW1, WW I",
    "World War II, Second World War, World War Two, World War 2, WWII, WW2, WW II",
    "Soviet Union, USSR, U.S.S.R., Union of Soviet Socialist Republics",
    "United States, USA, U.S.A., United States of America",
    "United Kingdom, UK, U.K., Great Britain",
    "East Germany, GDR, German Democratic Republic, DDR",
    "West Germany, Federal Republic of Germany, FRG",
    "European Union, EU",
    "United Nations, UN, U.N.",
    "D-Day, Normandy landings, landing in Normandy, invasion of Normandy",
]
MAY = ("add", "change", "delete")


def ship(apps, schema_editor):
    # On a site that has others already, this migration is run for the second time.
    model = apps.get_model("search", "SynonymGroup")
    if not model.objects.exists():
        model.objects.bulk_create(model(words=words) for words in SHIPPED)


def empower(apps, schema_editor):
    """Whoever promotes results also says which words mean the same."""
    Permission = apps.get_model("auth", "Permission")
    # Permissions are made after all migrations; here they are needed earlier.
    create_permissions(installed_apps.get_app_config("search"), verbosity=0, apps=apps)
    for action in MAY:
        groups = apps.get_model("auth", "Group").objects.filter(
            permissions__codename=f"{action}_searchpromotion",
            permissions__content_type__app_label="wagtailsearchpromotions",
        )
        permission = Permission.objects.get(
            content_type__app_label="search", codename=f"{action}_synonymgroup"
        )
        for group in groups:
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("search", "0004_names"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]
    operations = [
        migrations.CreateModel(
            name="SynonymGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        help_text="Separate them by commas: WWII, WW2, World War II, Second World War. A search for one of them also finds pages that have another. Capital letters, accents and endings do not matter; British and American spellings are known already.",
                        max_length=500,
                        verbose_name="words that mean the same",
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "words that mean the same",
                "verbose_name_plural": "words that mean the same",
                "ordering": ["words"],
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RunPython(empower, migrations.RunPython.noop),
    ]
