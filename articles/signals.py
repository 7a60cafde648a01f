"""What happens when something is stored: texts are cleaned, tags get addresses, pictures their sizes."""

from django.db.models.signals import pre_save
from taggit.models import Tag
from wagtail.signals import page_published

from .characters import clean_texts
from .models import ArticlePage
from .pictures import prepare_renditions
from .slugs import set_slug


def prepare_pictures(sender, instance, **kwargs):
    """Has the worker make the sizes of the article's pictures, so that no reader waits for them."""
    prepare_renditions.enqueue(instance.pk)


page_published.connect(prepare_pictures, sender=ArticlePage, dispatch_uid="prepare_pictures")
# Of every model: editors type into those of other apps too, and imports go past the forms.
pre_save.connect(clean_texts, dispatch_uid="clean_texts")
pre_save.connect(set_slug, sender=Tag, dispatch_uid="set_slug")
