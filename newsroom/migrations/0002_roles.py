"""The roles come ready, and contributors' pages are reviewed before publication.

On a site that is in use, groups keep their members and whatever an administrator gave to them. Moderators
lose what Wagtail's own migrations gave them: they could publish every article.
"""

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations


def each(app, model, *actions):
    return {("", app, f"{action}_{model}") for action in actions}


def library(*actions):
    kinds = (("wagtailimages", "image"), ("wagtaildocs", "document"))
    return {("library", app, f"{act}_{model}") for app, model in kinds for act in actions}


def pages(*actions):
    return {("pages", "wagtailcore", f"{action}_page") for action in actions}


ALL = ("add", "change", "delete")
ENTER = each("wagtailadmin", "admin", "access")
CONTRIBUTORS = ENTER | pages("add") | library("add", "choose")
EDITORS = (
    CONTRIBUTORS
    | pages("change", "lock")
    | library("change")
    | each("articles", "author", *ALL, "view")
    | each("comments", "readercomment", "view")
    | each("comments", "discussion", "view", "change")
    | each("comments", "discussionsettings", "change")
    | each("search", "dailyquery", "view")
    | each("search", "synonymgroup", *ALL)
    | each("wagtailsearchpromotions", "searchpromotion", *ALL)
)
CHIEFS = (
    EDITORS
    | pages("publish", "unlock", "bulk_delete")
    | {("library", "wagtailcore", f"{action}_collection") for action in ALL}
    | each("home", "sitesettings", "change")
    | each("wagtailredirects", "redirect", *ALL)
)
#: Moderators have theirs by the migrations of the comments.
GIVEN = {"Editors-in-chief": CHIEFS, "Editors": EDITORS, "Contributors": CONTRIBUTORS, "Moderators": ENTER}
#: What moderators got from Wagtail, and from the search of this site: none of it is moderating.
NOT_MODERATING = (
    pages("add", "change", "publish", "lock", "unlock")
    | library("add", "change", "choose")
    | each("wagtailimages", "image", *ALL, "choose")
    | each("wagtaildocs", "document", *ALL, "choose")
    | each("search", "dailyquery", "view")
)
#: Editors-in-chief have it from now on. Where there are editors already, these keep it.
FOR_CHIEFS = each("home", "sitesettings", "change")

PLACES = {
    "pages": ("GroupPagePermission", "page", "Page"),
    "library": ("GroupCollectionPermission", "collection", "Collection"),
}


def held(apps, group, place, app, codename):
    wanted = {"codename": codename, "content_type__app_label": app}
    if not place:
        return group.permissions.filter(**wanted)
    model = apps.get_model("wagtailcore", PLACES[place][0])
    return model.objects.filter(
        group=group, **{f"permission__{key}": value for key, value in wanted.items()}
    )


def give(apps, group, place, app, codename):
    permission = apps.get_model("auth", "Permission").objects.get(
        codename=codename, content_type__app_label=app
    )
    if held(apps, group, place, app, codename).exists():
        return
    if not place:
        group.permissions.add(permission)
        return
    model, field, Place = PLACES[place]
    rows = apps.get_model("wagtailcore", model).objects
    # Whoever may write in two topics alone may lock pages there alone.
    adding = rows.filter(
        group=group, permission__codename__startswith="add_", permission__content_type__app_label=app
    )
    places = apps.get_model("wagtailcore", Place).objects
    for one in places.filter(pk__in=adding.values(field)) or places.filter(depth=1):
        rows.create(group=group, permission=permission, **{field: one})


def take(apps, group, place, app, codename):
    found = held(apps, group, place, app, codename)
    if place:
        found.filter(**{f"{PLACES[place][1]}__depth": 1}).delete()
    else:
        group.permissions.remove(*found)


def empower(apps, schema_editor):
    # Permissions are made after all migrations; here they are needed earlier.
    for label in {app for rights in GIVEN.values() for _place, app, _codename in rights}:
        create_permissions(installed_apps.get_app_config(label), verbosity=0, apps=apps)
    groups = apps.get_model("auth", "Group").objects
    for group in groups.filter(name="Moderators"):
        for right in sorted(NOT_MODERATING):
            take(apps, group, *right)
    for group in groups.filter(name="Editors", user=None):
        for right in sorted(FOR_CHIEFS):
            take(apps, group, *right)
    for name, rights in GIVEN.items():
        group, _made = groups.get_or_create(name=name)
        for right in sorted(rights):
            give(apps, group, *right)


def retire_stock(apps, schema_editor):
    """Wagtail's workflow for moderators is switched off where nobody uses it: they only moderate."""
    get = apps.get_model
    for workflow in get("wagtailcore", "Workflow").objects.filter(name="Moderators approval"):
        going_on = workflow.workflow_states.filter(status__in=("in_progress", "needs_changes"))
        pages = get("wagtailcore", "WorkflowPage").objects.filter(workflow=workflow)
        if not (pages.exists() or going_on.exists()):
            get("wagtailcore", "Task").objects.filter(
                name=workflow.name, workflow_tasks__workflow=workflow
            ).update(active=False)
            workflow.active = False
            workflow.save()


def begin_reviews(apps, schema_editor):
    """On each front page without a workflow of its own, or above it."""
    get = apps.get_model
    fronts = get("wagtailcore", "Site").objects.values("root_page")
    attached = get("wagtailcore", "WorkflowPage").objects
    for front in get("wagtailcore", "Page").objects.filter(pk__in=fronts):
        above = [front.path[: end + 4] for end in range(0, len(front.path), 4)]
        if not attached.filter(page__path__in=above).exists():
            attached.create(page=front, workflow=review(apps))


def review(apps):
    get = apps.get_model
    if found := get("wagtailcore", "Workflow").objects.filter(name="Review", active=True).first():
        return found
    kind, _made = get("contenttypes", "ContentType").objects.get_or_create(
        app_label="newsroom", model="publishersreview"
    )
    task = get("newsroom", "PublishersReview").objects.create(
        name="Review", active=True, content_type=kind
    )
    groups = get("auth", "Group").objects
    task.groups.set(groups.filter(name__in=["Editors-in-chief", "Editors"]))
    workflow = get("wagtailcore", "Workflow").objects.create(name="Review", active=True)
    get("wagtailcore", "WorkflowTask").objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
        ("articles", "0008_section_redirects"),
        ("comments", "0023_jobs_share_their_fields"),
        ("home", "0005_lists_stored_data"),
        ("search", "0006_list_names"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]
    operations = [
        migrations.RunPython(empower, migrations.RunPython.noop),
        migrations.RunPython(retire_stock, migrations.RunPython.noop),
        migrations.RunPython(begin_reviews, migrations.RunPython.noop),
    ]
