from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0021_bans_that_end'),
    ]

    operations = [
        migrations.AddField(
            model_name='trainedmodel',
            name='proven',
            field=models.PositiveSmallIntegerField(help_text='Of 100 comments that it holds, at least so many are spam, by this record.', null=True),
        ),
        migrations.AddField(
            model_name='discussionsettings',
            name='filter_quiet_until',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='the queue says nothing of the learning filter until'),
        ),
    ]
