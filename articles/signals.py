"""Prepares an article's pictures when it is published."""

from wagtail.signals import page_published

from .models import ArticlePage
from .pictures import prepare_renditions


def prepare_pictures(sender, instance, **kwargs):
    """Has the worker make the sizes of the article's pictures, so that no reader waits for them."""
    prepare_renditions.enqueue(instance.pk)


page_published.connect(prepare_pictures, sender=ArticlePage, dispatch_uid="prepare_pictures")
