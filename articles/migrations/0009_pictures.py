import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Points at the site's own pictures, which have the numbers of Wagtail's."""

    accepted = (
        "Which table a foreign key points at cannot be changed otherwise. SQLite writes 10,000 articles "
        "of 25 kB anew in six seconds of CPU, while readers go on; PostgreSQL only looks at the numbers."
    )

    dependencies = [
        ("articles", "0008_section_redirects"),
        ("pictures", "0002_take_over"),
    ]

    operations = [
        migrations.AlterField(
            model_name="articlepage",
            name="lead_image",
            field=models.ForeignKey(
                blank=True,
                help_text="Shown below the short answer, in lists and in link previews.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="pictures.picture",
                verbose_name="picture",
            ),
        ),
        migrations.AlterField(
            model_name="author",
            name="portrait",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="pictures.picture",
                verbose_name="portrait",
            ),
        ),
        migrations.AlterField(
            model_name="unreadablepicture",
            name="image",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="unreadable",
                to="pictures.picture",
            ),
        ),
    ]
