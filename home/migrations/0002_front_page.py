"""The front page in place of Wagtail's welcome page, and what editors may do."""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

#: Besides what Wagtail's own migrations give to Editors: they publish, and keep authors and
#: the site's settings.
EDITORS_MAY = {
    ("articles", "author"): ["add", "change", "delete", "view"],
    ("home", "sitesettings"): ["change"],
}


def create_front_page(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("home", "HomePage")
    if HomePage.objects.exists():
        return
    # Wagtail's welcome page, and the site that shows it.
    Page.objects.filter(slug="home", depth=2).delete()
    content_type, _ = ContentType.objects.get_or_create(model="homepage", app_label="home")
    front = HomePage.objects.create(
        title="Home",
        draft_title="Home",
        slug="home",
        content_type=content_type,
        locale=Locale.objects.first(),
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        show_in_menus=False,
        headline="Every answer begins with a question",
    )
    Page.objects.filter(depth=1).update(numchild=1)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page_id": front.pk},
    )


def empower_editors(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    Page = apps.get_model("wagtailcore", "Page")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    editors, _ = Group.objects.get_or_create(name="Editors")
    # Permissions are made after all migrations; here they are needed earlier.
    for label in ("wagtailcore", "articles", "home"):
        create_permissions(installed_apps.get_app_config(label), verbosity=0)
    for (label, model), actions in EDITORS_MAY.items():
        for action in actions:
            editors.permissions.add(
                Permission.objects.get(
                    content_type__app_label=label, codename=f"{action}_{model}"
                )
            )
    root = Page.objects.get(depth=1)
    publish = Permission.objects.get(
        content_type__app_label="wagtailcore", codename="publish_page"
    )
    GroupPagePermission.objects.get_or_create(group=editors, page=root, permission=publish)
    # Moderators look after comments here; articles are published by editors themselves. The
    # workflow stays defined, so that a newsroom that wants it can switch it on again.
    WorkflowPage.objects.filter(page=root).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("articles", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [
        migrations.RunPython(create_front_page, migrations.RunPython.noop),
        migrations.RunPython(empower_editors, migrations.RunPython.noop),
    ]
