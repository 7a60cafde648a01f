"""The roles of the newsroom: which group may do what.

A migration has made the groups, and ``manage.py roles`` gives them back what they lack. It only adds: what
an administrator gave to a group stays. What an administrator took away comes back, so a role
that is to do less is a group of another name. A right that a role gets later needs a migration as well.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

CHIEFS = "Editors-in-chief"
EDITORS = "Editors"
CONTRIBUTORS = "Contributors"
MODERATORS = "Moderators"


class Right(NamedTuple):
    """One thing that a group may do: everywhere, or with all pages, or with all of a library."""

    #: ``"pages"``, ``"library"`` (pictures and documents), or nothing where there is no tree.
    where: str
    app: str
    codename: str

    def __str__(self):
        place = {"pages": " on all pages", "library": " in all collections"}.get(self.where, "")
        return f"{self.app}.{self.codename}{place}"


def rights(*names: str) -> set[Right]:
    """``"search.view_dailyquery"`` and the like, with all actions where there is a star."""
    return {
        Right("", *name.replace("*", action).split("."))
        for name in names
        for action in ("add", "change", "delete")
    }


def pages(*actions: str) -> set[Right]:
    return {Right("pages", "wagtailcore", f"{action}_page") for action in actions}


def library(*actions: str) -> set[Right]:
    """With pictures and documents."""
    return {
        Right("library", app, f"{action}_{model}")
        for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
        for action in actions
    }


ADMIN = "wagtailadmin.access_admin"

_contributors = rights(ADMIN) | pages("add") | library("add", "choose")
_editors = (
    _contributors
    | pages("change", "lock")
    | library("change")
    | rights(
        "articles.*_author",
        "articles.view_author",
        "comments.view_readercomment",
        "comments.view_discussion",
        "comments.change_discussion",
        "comments.change_discussionsettings",
        "search.view_dailyquery",
        "search.*_synonymgroup",
        "wagtailsearchpromotions.*_searchpromotion",
    )
)
_chiefs = (
    _editors
    | pages("publish", "unlock", "bulk_delete")
    | {Right("library", "wagtailcore", f"{act}_collection") for act in ("add", "change", "delete")}
    | rights(
        "home.change_sitesettings",
        "articles.change_topicpage",
        "articles.change_checksettings",
        "wagtailredirects.*_redirect",
        "newsroom.*_outline",
        "restoring.delete_deletedpage",
    )
)
_moderators = rights(
    ADMIN,
    "comments.view_readercomment",
    "comments.change_readercomment",
    "comments.view_discussion",
    "comments.change_discussion",
    "comments.change_discussionsettings",
    "comments.view_decision",
    "comments.view_mail",
    "comments.*_decisionreason",
    "comments.view_decisionreason",
    "comments.*_networkban",
    "comments.view_networkban",
)

#: What the members of each group may do.
ROLES = {
    CHIEFS: _chiefs,
    EDITORS: _editors,
    CONTRIBUTORS: _contributors,
    MODERATORS: _moderators,
}
#: What a group gets when it is made, and an administrator may take away for good: editors publish
#: everywhere, until it is said in which topics.
AT_FIRST = {EDITORS: pages("publish")}


#: Where rights over pages and over libraries are stored.
PLACES = {
    "pages": (GroupPagePermission, "page", Page),
    "library": (GroupCollectionPermission, "collection", Collection),
}


def _held(group: Group, right: Right):
    """Where the group has the right; an administrator may have chosen some topics for it."""
    wanted = {"codename": right.codename, "content_type__app_label": right.app}
    if not right.where:
        return group.permissions.filter(**wanted)
    wanted = {f"permission__{key}": value for key, value in wanted.items()}
    return PLACES[right.where][0].objects.filter(group=group, **wanted)


def _give(group: Group, right: Right) -> None:
    permission = Permission.objects.get(codename=right.codename, content_type__app_label=right.app)
    if not right.where:
        group.permissions.add(permission)
        return
    model, field, place = PLACES[right.where]
    # Whoever may write in two topics alone may lock pages there alone.
    adding = model.objects.filter(
        group=group,
        permission__codename__startswith="add_",
        permission__content_type__app_label=right.app,
    )
    chosen = place.objects.filter(pk__in=adding.values(field))
    for one in chosen or place.objects.filter(depth=1):
        model.objects.create(group=group, permission=permission, **{field: one})


def repair() -> Iterator[tuple[str, Right | None]]:
    """Gives each role what it lacks; yields the group and the right, None for a new group."""
    for name, wanted in ROLES.items():
        group, made = Group.objects.get_or_create(name=name)
        if made:
            yield name, None
            wanted = wanted | AT_FIRST.get(name, set())
        for right in sorted(wanted):
            if not _held(group, right).exists():
                _give(group, right)
                yield name, right
