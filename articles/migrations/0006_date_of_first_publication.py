
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_tag_slugs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='articlepage',
            name='published_on',
            field=models.DateField(blank=True, db_index=True, help_text='The date in the byline. If empty, the day of the first publication.', verbose_name='first published'),
        ),
    ]
