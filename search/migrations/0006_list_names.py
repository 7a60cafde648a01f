from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("search", "0005_synonyms")]

    operations = [
        migrations.AlterModelOptions(
            name="synonymgroup",
            options={
                "ordering": ["words"],
                "verbose_name": "list of words that mean the same",
                "verbose_name_plural": "lists of words that mean the same",
            },
        ),
    ]
