from django.db import migrations
from django.utils.text import slugify


def repair(apps, schema_editor):
    """Gives the tag without a slug one: each article that carries the tag was an error page.

    There is one such tag at most, because slugs are unique. All other tags keep their addresses.
    """
    Tag = apps.get_model("taggit", "Tag")
    for tag in Tag.objects.filter(slug=""):
        slug = slugify(tag.name, allow_unicode=True)[:80]
        if not slug or Tag.objects.filter(slug=slug).exists():
            slug = f"{slug or 'tag'}-{tag.pk}"
        Tag.objects.filter(pk=tag.pk).update(slug=slug)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_plain_labels"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [migrations.RunPython(repair, migrations.RunPython.noop, elidable=True)]
