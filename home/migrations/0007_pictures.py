import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Points at the site's own pictures, which have the numbers of Wagtail's."""

    dependencies = [
        ("home", "0005_lists_stored_data"),
        ("pictures", "0002_take_over"),
    ]

    operations = [
        migrations.AlterField(
            model_name="sitesettings",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                help_text="Square, for search engines and feeds. The pages show the name in letters.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="pictures.picture",
                verbose_name="logo",
            ),
        ),
    ]
