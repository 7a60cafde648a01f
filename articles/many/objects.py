"""Deleting authors with many articles, and many pictures or documents; tagging and collecting them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions import action_registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from jobs.kinds import Fact, Kind, gone, not_theirs, register
from jobs.leases import Skip
from pictures.uses import used_among

from ..models import ArticleAuthor, Author


class ObjectKind(Kind):
    """Something done to rows of one model, whose permissions Wagtail's policy knows."""

    action: str

    def permitted(self, user) -> bool:
        policy = policy_registry.get_by_type(self.model)
        return policy.user_has_any_permission(user, {self.action})

    def rows_seen_by(self, user):
        policy = policy_registry.get_by_type(self.model)
        return policy.instances_user_has_any_permission_for(user, ["add", "change", "delete"])

    def change(self, job, user, object_id):
        found = self.model._default_manager.filter(pk=object_id).first()
        if found is None:
            raise Skip(gone())
        policy = policy_registry.get_by_type(self.model)
        if not policy.user_has_permission_for_instance(user, self.action, found):
            raise Skip(not_theirs(user))
        self.change_object(job, user, found)

    def change_object(self, job, user, found) -> None:
        raise NotImplementedError


class DeleteObjects(ObjectKind):
    action = "delete"
    explanation = gettext_lazy("What is deleted is gone at once. Stopping keeps the others.")

    def change_object(self, job, user, found):
        action = action_registry.get_action_class(self.model, "delete")
        action(found, user=user).execute(skip_permission_checks=True)


@register
class DeleteAuthors(DeleteObjects):
    """An author is a target once for each article, which loses the byline, and once more to go."""

    name = "delete_authors"
    model = Author
    label = gettext_lazy("Delete authors")
    explanation = gettext_lazy(
        "Articles lose the author’s name one after the other, and the author goes last. Stopping "
        "keeps the author, and the name in the other articles."
    )

    def change_object(self, job, user, found):
        if link := ArticleAuthor.objects.filter(author=found).order_by("page_id", "pk").first():
            link.delete()
        else:
            super().change_object(job, user, found)


@register
class DeleteImages(DeleteObjects):
    name = "delete_images"
    model = get_image_model()
    label = gettext_lazy("Delete pictures")
    explanation = gettext_lazy(
        "What is deleted is gone at once. Pictures that are in use stay. Stopping keeps the others."
    )

    def change_object(self, job, user, found):
        if used_among([found.pk]):
            raise Skip(_("It is in use."))
        super().change_object(job, user, found)


@register
class DeleteDocuments(DeleteObjects):
    name = "delete_documents"
    model = get_document_model()
    label = gettext_lazy("Delete documents")


class TagObjects(ObjectKind):
    action = "change"

    def change_object(self, job, user, found):
        found.tags.add(*job.details["tags"])

    def facts(self, job):
        return [Fact(_("Tags"), ", ".join(job.details["tags"]))]


@register
class TagImages(TagObjects):
    name = "tag_images"
    model = get_image_model()
    label = gettext_lazy("Tag pictures")


@register
class TagDocuments(TagObjects):
    name = "tag_documents"
    model = get_document_model()
    label = gettext_lazy("Tag documents")


class CollectObjects(ObjectKind):
    action = "change"

    def change_object(self, job, user, found):
        policy = policy_registry.get_by_type(self.model)
        allowed = policy.collections_user_has_permission_for(user, "add")
        collection = allowed.filter(pk=job.details["collection"]).first()
        if collection is None:
            raise Skip(not_theirs(user))
        found.collection = collection
        found.save(update_fields=["collection"])

    def facts(self, job):
        collection = Collection.objects.filter(pk=job.details["collection"]).first()
        words = collection.name if collection else _("a collection that is gone")
        return [Fact(_("Collection"), words)]


@register
class CollectImages(CollectObjects):
    name = "collect_images"
    model = get_image_model()
    label = gettext_lazy("Add pictures to a collection")


@register
class CollectDocuments(CollectObjects):
    name = "collect_documents"
    model = get_document_model()
    label = gettext_lazy("Add documents to a collection")
