"""Where a picture is used, as Wagtail's index of references knows it, and who may take it away there.

The index knows what is published, and drafts that never were. Changes that wait beside a published
page are not in it.
"""

from dataclasses import dataclass
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, ReferenceIndex
from wagtail.permission_policies.collections import CollectionPermissionPolicy

from .models import Picture

#: So many uses are named; the others are counted.
NAMED = 20
PARTS = 1000


@dataclass(frozen=True)
class Use:
    """A page, an author or the like that shows a picture."""

    title: str
    kind: str
    places: str
    edit_url: str
    public_url: str


def uses_of(picture: Picture, user) -> tuple[list[Use], int]:
    """The first uses of a picture, and how many there are in all."""
    groups = ReferenceIndex.get_grouped_references_to(picture)
    finder = AdminURLFinder(user)
    return [_use(*group, finder) for group in islice(groups, NAMED)], groups.count()


def _use(found, references, finder) -> Use:
    edit_url = finder.get_edit_url(found) or ""
    shown = isinstance(found, Page) and found.live
    return Use(
        title=str(found) if edit_url or shown else _("A private one"),
        kind=capfirst(references[0].model_name),
        places=", ".join(dict.fromkeys(str(each.describe_source_field()) for each in references)),
        edit_url=edit_url,
        public_url=(found.get_url() or "") if shown else "",
    )


def used_among(ids: list[int]) -> set[int]:
    """Those of the pictures that are used somewhere."""
    kind = ContentType.objects.get_for_model(Picture)
    found: set[int] = set()
    for start in range(0, len(ids), PARTS):
        rows = ReferenceIndex.objects.filter(
            to_content_type=kind, to_object_id__in=list(map(str, ids[start : start + PARTS]))
        )
        found.update(int(pk) for pk in rows.values_list("to_object_id", flat=True).distinct())
    return found


def may_delete_used(user, picture: Picture) -> bool:
    """Whether the user may change any picture of its collection, and not only those of their own."""
    policy = CollectionPermissionPolicy(Picture, auth_model="wagtailimages.Image")
    return policy.user_has_permission_for_instance(user, "change", picture)
