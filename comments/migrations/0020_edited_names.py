from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0019_spam_days'),
    ]

    operations = [
        migrations.AddField(
            model_name='readercomment',
            name='original_name',
            field=models.CharField(editable=False, help_text='The name before a moderator first changed it.', max_length=50, null=True),
        ),
        migrations.AddField(
            model_name='readercomment',
            name='original_website',
            field=models.CharField(editable=False, help_text='The website before a moderator first changed it.', max_length=200, null=True),
        ),
        # A label is Django's: no table changes.
        migrations.SeparateDatabaseAndState(state_operations=[
        migrations.AlterField(
            model_name='readercomment',
            name='status',
            field=models.CharField(choices=[('unconfirmed', 'Waiting for confirmation by email'), ('held', 'Held'), ('published', 'Published'), ('spam', 'Spam'), ('removed', 'Removed')], default='held', max_length=12),
        ),
        ]),
    ]
