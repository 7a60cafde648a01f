"""Those who wrote already become commenters, and moderators may look at the mail."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    ReaderComment = apps.get_model("comments", "ReaderComment")
    Commenter = apps.get_model("comments", "Commenter")
    known = {}
    written = ReaderComment.objects.exclude(user_email="").order_by("posted_at")
    for comment in written.only("pk", "user_email", "posted_at").iterator():
        email = comment.user_email.lower()
        if email not in known:
            known[email] = Commenter.objects.create(email=email, first_seen_at=comment.posted_at).pk
        ReaderComment.objects.filter(pk=comment.pk).update(commenter_id=known[email])
    ReaderComment.objects.filter(status="published").update(published_at=F("posted_at"))


def empower(apps, schema_editor):
    create_permissions(installed_apps.get_app_config("comments"), verbosity=0)
    moderators = apps.get_model("auth", "Group").objects.get(name="Moderators")
    moderators.permissions.add(
        *apps.get_model("auth", "Permission").objects.filter(
            content_type__app_label="comments", codename="view_mail"
        )
    )


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_mail_and_votes")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(empower, migrations.RunPython.noop),
    ]
