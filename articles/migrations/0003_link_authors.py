from collections import defaultdict

from django.conf import settings
from django.db import migrations


def link(apps, schema_editor):
    """Gives each author the account of the same name, so that today's authors keep their mark.

    Until now a comment was marked "Author" if the full name of who signed in was an author's name.
    A name that several authors or several accounts bear says nothing: nobody is linked by it.
    Comments that were written before keep their mark in any case.
    """
    Author = apps.get_model("articles", "Author")
    User = apps.get_model(settings.AUTH_USER_MODEL)
    authors, users = defaultdict(list), defaultdict(list)
    for author in Author.objects.iterator():
        authors[author.name.strip().lower()].append(author)
    named = User.objects.exclude(first_name="", last_name="")
    for pk, first, last in named.values_list("pk", "first_name", "last_name").iterator():
        name = f"{first} {last}".strip().lower()
        if name in authors:
            users[name].append(pk)
    for name, same in authors.items():
        if len(same) == len(users[name]) == 1:
            Author.objects.filter(pk=same[0].pk).update(user_id=users[name][0])


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_author_user")]

    operations = [migrations.RunPython(link, migrations.RunPython.noop, elidable=True)]
