"""Prepares an article's pictures when it is published, and gives new tags their addresses."""

from django.db.models.signals import pre_save
from taggit.models import Tag
from wagtail.signals import page_published

from .models import ArticlePage
from .pictures import prepare_renditions
from .slugs import set_slug


def prepare_pictures(sender, instance, **kwargs):
    """Has the worker make the sizes of the article's pictures, so that no reader waits for them."""
    prepare_renditions.enqueue(instance.pk)


page_published.connect(prepare_pictures, sender=ArticlePage, dispatch_uid="prepare_pictures")
pre_save.connect(set_slug, sender=Tag, dispatch_uid="set_slug")
