"""The sizes in which pictures are served.

Widths follow the layout: a text column is 43rem (688 px) at most, a phone's screen is 360 to 430
px at two or three device pixels. AVIF comes first, WebP for browsers without it, JPEG for the rest.
"""

import logging
from collections.abc import Iterator

from django.core.cache import cache
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.images.models import Filter, Picture
from wagtail.models import Page

from . import display
from .picture_files import BROKEN_FILE

logger = logging.getLogger(__name__)

FIGURE = "width-{480,800,1380}|format-{avif,webp,jpeg}"
CARD = "width-{360,720}|format-{avif,webp,jpeg}"
PORTRAIT = "fill-{96x96,192x192}|format-{avif,webp,jpeg}"
SHARE = "fill-1200x630|format-jpeg"
POSTER = "width-1380|format-jpeg"
LOGO = "max-512x512|format-png"
PLACEHOLDER = "width-800|format-jpeg"
#: The time in which the worker is asked only once for the same sizes.
ASK_AGAIN_SECONDS = 600


def renditions(image, specs: str) -> dict:
    """The image's renditions for a pattern of filters. Missing ones are made now.

    A picture whose file is lost or damaged has none: the page shows its caption alone.
    """
    if not image:
        return {}
    try:
        return image.get_renditions(*Filter.expand_spec(specs))
    except BROKEN_FILE as error:
        logger.warning("Picture %s (%s) cannot be read: %s", image.pk, image.title, error)
        return {}


def ready(image, specs: str) -> dict:
    """The image's renditions for a pattern, or one plain JPEG until the worker has made them all.

    No reader waits for a size to be made.
    """
    if not image:
        return {}
    filters = [Filter(spec) for spec in Filter.expand_spec(specs)]
    existing = image.find_existing_renditions(*filters)
    if len(existing) == len(filters):
        return {size.spec: rendition for size, rendition in existing.items()}
    if cache.add(f"pictures:{image.pk}:{specs}", True, ASK_AGAIN_SECONDS):
        make_renditions.enqueue(image.pk, specs)
    return renditions(image, PLACEHOLDER)


def picture(image, specs: str, **attributes) -> Picture | str:
    """A ``<picture>`` in all formats and widths of the pattern; empty if the file is broken."""
    available = ready(image, specs)
    if len(available) == 1:
        attributes.pop("sizes", None)  # the browser has nothing to choose from
    return Picture(available, attributes) if available else ""


@task()
def make_renditions(image_id: int, specs: str) -> int:
    """Makes the sizes of a picture that a page lacked."""
    image = get_image_model().objects.filter(pk=image_id).first()
    return len(renditions(image, specs))


def prepare(images: Iterator, lead) -> int:
    """Makes all the renditions that a page asks for, and returns how many there are."""
    count = 0
    for image in images:
        patterns = [FIGURE, CARD, SHARE] if image == lead else [FIGURE]
        count += sum(len(renditions(image, pattern)) for pattern in patterns)
    return count


@task()
def prepare_renditions(page_id: int) -> int:
    """Makes every size of an article's pictures that its page, cards and previews ask for."""
    page = Page.objects.filter(pk=page_id).specific().first()
    return prepare(display.page_images(page), page.lead_image) if page else 0
