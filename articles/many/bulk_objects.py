"""Wagtail's bulk actions for pictures and documents, which become jobs for many."""

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.documents.views import bulk_actions as documents
from wagtail.images.views import bulk_actions as images
from wagtail.models import ReferenceIndex

from pictures.uses import used_among

from .in_background import AFTER_WAGTAIL, PARTS, InBackground


class Tagging:
    def details(self, data):
        return {"tags": [tag for tag in data["tags"].split(",") if tag.strip()]}


class Collecting:
    def details(self, data):
        return {"collection": data["collection"].pk}


class Deleting:
    """Says how many pages show what is to be deleted, as Wagtail does for each of a few."""

    def more_context(self):
        number = len(self._users())
        sentence = ngettext(
            "%(shown)s page, author or the like uses some of them, and will be without.",
            "%(shown)s pages, authors or the like use some of them, and will be without.",
            number,
        )
        warning = sentence % {"shown": f"{number:,}"} if number else ""
        return super().more_context() | {"warning": warning, "is_serious": True}

    def _users(self) -> set:
        kind = ContentType.objects.get_for_model(self.model)
        uses = ReferenceIndex.objects.filter(to_content_type=kind)
        found = set()
        for start in range(0, len(self.ids), PARTS):
            some = list(map(str, self.ids[start : start + PARTS]))
            rows = uses.filter(to_object_id__in=some)
            found.update(rows.values_list("base_content_type", "object_id"))
        return found


@hooks.register("register_bulk_action", order=AFTER_WAGTAIL)
class DeleteImages(InBackground, images.DeleteBulkAction):
    """Leaves alone what is in use: its own page names the places, and asks a second time."""

    kind = "delete_images"
    template_name = "articles/many/delete_pictures.html"

    def more_context(self):
        return super().more_context() | {"warning": self.kept(), "is_serious": True}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"kept": self.kept()}

    def kept(self) -> str:
        number = len(used_among(self.ids))
        sentence = ngettext(
            "%(shown)s of them is in use, and stays. Open it to see where, and to delete it all the same.",
            "%(shown)s of them are in use, and stay. Open one to see where, and to delete it all the same.",
            number,
        )
        return sentence % {"shown": f"{number:,}"} if number else ""

    @classmethod
    def execute_action(cls, objects, **kwargs):
        used = used_among([each.pk for each in objects])
        return super().execute_action([each for each in objects if each.pk not in used], **kwargs)

    def get_success_message(self, num_parent_objects, num_child_objects):
        said = super().get_success_message(num_parent_objects, num_child_objects)
        return f"{said}. {kept}" if (kept := self.kept()) else said


@hooks.register("register_bulk_action", order=AFTER_WAGTAIL)
class TagImages(Tagging, InBackground, images.AddTagsBulkAction):
    kind = "tag_images"


@hooks.register("register_bulk_action", order=AFTER_WAGTAIL)
class CollectImages(Collecting, InBackground, images.AddToCollectionBulkAction):
    kind = "collect_images"


@hooks.register("register_bulk_action", order=AFTER_WAGTAIL)
class DeleteDocuments(Deleting, InBackground, documents.DeleteBulkAction):
    kind = "delete_documents"


@hooks.register("register_bulk_action", order=AFTER_WAGTAIL)
class TagDocuments(Tagging, InBackground, documents.AddTagsBulkAction):
    kind = "tag_documents"


@hooks.register("register_bulk_action", order=AFTER_WAGTAIL)
class CollectDocuments(Collecting, InBackground, documents.AddToCollectionBulkAction):
    kind = "collect_documents"
