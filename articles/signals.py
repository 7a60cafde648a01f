"""What happens when something is stored: texts are cleaned, tags get addresses, pictures their sizes."""

from django.db.models.signals import post_save, pre_save
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.models import Page, get_page_models
from wagtail.signals import page_published

from .characters import clean_texts
from .models import ArticlePage, Author
from .pictures import FIGURE, PORTRAIT, make_renditions, prepare_renditions
from .retiring import leading
from .section_redirects import address_changes
from .slugs import set_slug


def picture_saved(sender, instance, raw=False, **kwargs):
    """Has the worker make the sizes in which a new picture, or another file of it, is shown."""
    if not raw:
        make_renditions.enqueue(instance.pk, FIGURE)


def author_saved(sender, instance, raw=False, **kwargs):
    """Has the worker make the sizes of the author's portrait."""
    if not raw and instance.portrait_id:
        make_renditions.enqueue(instance.portrait_id, PORTRAIT)


def prepare_pictures(sender, instance, **kwargs):
    """Has the worker make the sizes of the article's pictures, so that readers see them soon."""
    prepare_renditions.enqueue(instance.pk)


page_published.connect(prepare_pictures, sender=ArticlePage, dispatch_uid="prepare_pictures")
post_save.connect(picture_saved, sender=get_image_model(), dispatch_uid="picture_saved")
post_save.connect(author_saved, sender=Author, dispatch_uid="author_saved")
# Of every model: editors type into those of other apps too, and imports go past the forms.
pre_save.connect(clean_texts, dispatch_uid="clean_texts")
pre_save.connect(set_slug, sender=Tag, dispatch_uid="set_slug")
page_published.connect(leading.end, dispatch_uid="retiring.end")
# A page is saved as its own type when it is renamed, and as a plain page when it is moved.
for kind in (Page, *get_page_models()):
    pre_save.connect(address_changes, sender=kind, dispatch_uid=f"address.{kind._meta.label}")
