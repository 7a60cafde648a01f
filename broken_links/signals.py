"""Has the worker look again at what a change may have broken, or mended."""

from django.db.models.signals import post_delete, pre_delete
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_unpublished

from .finding import referring_to
from .tasks import check_soon


def page_changed(sender, instance, **kwargs):
    """Looks at a page that was published or taken down, and at those with links to it."""
    check_soon({instance.pk, *referring_to(instance.pk)})


def before_deletion(sender, instance, **kwargs):
    # Wagtail forgets with the page which others refer to it.
    check_soon(referring_to(instance.pk))


def before_document_deletion(sender, instance, **kwargs):
    pages = ReferenceIndex._get_base_content_type(Page)
    users = ReferenceIndex.get_references_to(instance).filter(base_content_type=pages)
    instance.used_by = {int(number) for number in users.values_list("object_id", flat=True)}


def document_deleted(sender, instance, **kwargs):
    check_soon(getattr(instance, "used_by", ()))


page_published.connect(page_changed, dispatch_uid="broken_links.published")
page_unpublished.connect(page_changed, dispatch_uid="broken_links.unpublished")
pre_delete.connect(before_deletion, sender=Page, dispatch_uid="broken_links.page")
document = get_document_model()
pre_delete.connect(before_document_deletion, sender=document, dispatch_uid="broken_links.before")
post_delete.connect(document_deleted, sender=document, dispatch_uid="broken_links.document")
