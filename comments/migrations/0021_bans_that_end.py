from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0020_edited_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='commenter',
            name='banned_until',
            field=models.DateTimeField(editable=False, help_text='When the ban ends by itself. Empty: when a moderator ends it.', null=True),
        ),
    ]
