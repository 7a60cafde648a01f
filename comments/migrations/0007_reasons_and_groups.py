"""Earlier reasons become findings, and moderators get what their desk needs."""

import hashlib
import ipaddress
import unicodedata

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

LOOKALIKES = str.maketrans("авекмнорстухіјѕԁһԛԝӏαβεικνορτυχ", "abekmhopctyxijsdhqwlabeiknoptux")
MAY = {
    "Moderators": [
        "view_decision", "view_networkban", "change_networkban", "add_networkban",
        "delete_networkban", "view_decisionreason", "add_decisionreason", "change_decisionreason",
        "delete_decisionreason", "change_discussionsettings",
    ],
}  # fmt: skip
RULES = {"First comment from this address.": "first", "Every comment is held here.": "everything"}
REASONS = [
    ("Off the subject", "It is not about what the article asks."),
    ("Insults somebody", "Please speak of the matter, not of persons."),
    ("Advertising", "Comments are not for advertising."),
    ("False, and does harm", "It says something that is not so and could do harm."),
    ("Says it again", "The same was said here already."),
]


def network(address):
    """As ``comments.limits.network`` was then."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 64), strict=False))


def fingerprint(words):
    """As ``comments.text.fingerprint`` was then."""
    plain = unicodedata.normalize("NFKD", words.casefold()).translate(LOOKALIKES)
    plain = "".join(char for char in plain if char.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()[:16] if plain else ""


def fill(apps, schema_editor):
    ReaderComment = apps.get_model("comments", "ReaderComment")
    Finding = apps.get_model("comments", "Finding")
    for comment in ReaderComment.objects.order_by("pk").iterator():
        first = comment.reports.order_by("reported_at").first()
        ReaderComment.objects.filter(pk=comment.pk).update(
            network=network(comment.ip_address),
            fingerprint=fingerprint(comment.comment),
            reported_at=first.reported_at if first and comment.status == "published" else None,
        )
        if comment.reason:
            Finding.objects.create(
                comment=comment,
                rule=RULES.get(comment.reason, "automatic"),
                effect="spam" if comment.status == "spam" else "hold",
                words=comment.reason,
            )


def empower(apps, schema_editor):
    create_permissions(installed_apps.get_app_config("comments"), verbosity=0)
    for name, codenames in MAY.items():
        apps.get_model("auth", "Group").objects.get(name=name).permissions.add(
            *apps.get_model("auth", "Permission").objects.filter(
                content_type__app_label="comments", codename__in=codenames
            )
        )


def suggest(apps, schema_editor):
    DecisionReason = apps.get_model("comments", "DecisionReason")
    for words, told in REASONS:
        DecisionReason.objects.get_or_create(words=words, defaults={"told": told})


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_moderation_desk")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(empower, migrations.RunPython.noop),
        migrations.RunPython(suggest, migrations.RunPython.noop),
    ]
