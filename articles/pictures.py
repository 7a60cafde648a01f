"""The sizes in which pictures are served.

Widths follow the layout: a text column is 43rem (688 px) at most, a phone's screen is 360 to 430
px at two or three device pixels. AVIF comes first, WebP for browsers without it, JPEG for the rest.
"""

import logging
from collections.abc import Iterator

from django.core.cache import cache
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, Picture, SourceImageIOError
from wagtail.models import Page

from . import display

logger = logging.getLogger(__name__)

FIGURE = "width-{480,800,1380}|format-{avif,webp,jpeg}"
CARD = "width-{360,720}|format-{avif,webp,jpeg}"
PORTRAIT = "fill-{96x96,192x192}|format-{avif,webp,jpeg}"
SHARE = "fill-1200x630|format-jpeg"
POSTER = "width-1380|format-jpeg"
LOGO = "max-512x512|format-png"
STAND_IN = "width-800|format-jpeg"
#: How long the worker is left in peace about sizes that it was asked for.
ASK_AGAIN_SECONDS = 600

#: What reading a damaged file can raise, from Pillow and from the file system.
BROKEN_FILE = (SourceImageIOError, InvalidFilterSpecError, OSError, SyntaxError, ValueError)


def renditions(image, specs: str) -> dict:
    """The image's renditions for a pattern of filters, made now where they are missing.

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
    """The image's renditions for a pattern, or one plain JPEG while they are not all made.

    A reader does not wait for sizes: they are left to the worker.
    """
    if not image:
        return {}
    filters = [Filter(spec) for spec in Filter.expand_spec(specs)]
    made = image.find_existing_renditions(*filters)
    if len(made) == len(filters):
        return {one.spec: rendition for one, rendition in made.items()}
    if cache.add(f"pictures:{image.pk}:{specs}", True, ASK_AGAIN_SECONDS):
        make_renditions.enqueue(image.pk, specs)
    return renditions(image, STAND_IN)


def picture(image, specs: str, **attributes) -> Picture | str:
    """A ``<picture>`` in all formats and widths of the pattern, or nothing for a broken one."""
    made = ready(image, specs)
    if len(made) == 1:
        attributes.pop("sizes", None)  # there is nothing to choose from
    return Picture(made, attributes) if made else ""


@task()
def make_renditions(image_id: int, specs: str) -> int:
    """Makes the sizes of a picture that a page was missing."""
    image = get_image_model().objects.filter(pk=image_id).first()
    return len(renditions(image, specs))


def prepare(images: Iterator, lead) -> int:
    """Makes all the renditions that a page asks for, and returns how many there are."""
    made = 0
    for image in images:
        patterns = [FIGURE, CARD, SHARE] if image == lead else [FIGURE]
        made += sum(len(renditions(image, pattern)) for pattern in patterns)
    return made


@task()
def prepare_renditions(page_id: int) -> int:
    """Makes every size of an article's pictures that its page, cards and previews ask for."""
    page = Page.objects.filter(pk=page_id).specific().first()
    return prepare(display.page_images(page), page.lead_image) if page else 0
