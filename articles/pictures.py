"""The sizes in which pictures are served: which of them a page shows, and which the worker makes.

Widths follow the layout: a text column is 43rem (688 px) at most, a phone's screen is 360 to 430
px at two or three device pixels. Browsers take AVIF; JPEG is for old ones, and for feeds and link
previews. Widths, formats and effort were chosen by measurement (docs/decisions/0017-pictures.md).

A request never makes a size. It shows what there is, and keeps the space of what is to come.
"""

import logging
from itertools import chain

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import prefetch_related_objects
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django_tasks import task
from wagtail.images import get_image_model
from wagtail.images.models import Filter, Picture
from wagtail.models import Page

from pictures.files import BROKEN_FILE

from . import display
from .models import UnreadablePicture

logger = logging.getLogger(__name__)

FIGURE = "width-{800,1380}|format-{avif,jpeg}"
CARD = "width-{360,800}|format-{avif,jpeg}"
PORTRAIT = "fill-{96x96,192x192}|format-{avif,jpeg}"
SHARE = "fill-1200x630|format-jpeg"
POSTER = "width-1380|format-jpeg"
LOGO = "max-512x512|format-png"
#: Formats that every browser, feed reader and link preview shows. They take little time to make.
PLAIN = ("jpeg", "png")
#: Two sizes have the same shape if their ratios of width to height differ by less than this share.
SAME_SHAPE = 0.02
#: The time in which the worker is asked only once for the same sizes.
ASK_AGAIN_SECONDS = 600


def _filters(specs: str) -> list[Filter]:
    return [Filter(spec) for spec in Filter.expand_spec(specs)]


def _is_plain(spec: str) -> bool:
    return spec.endswith(PLAIN)


# --- What a page shows ----------------------------------------------------------------------------


def shown(image, specs: str) -> dict:
    """The renditions for a pattern, by their filters, as far as they exist.

    If some are missing, the worker is asked for them. Until it has made them there are those in
    plain formats; or the one of the same shape that is nearest in size; or none.
    """
    if not image:
        return {}
    filters = _filters(specs)
    # All that exist, in one query: without this, Wagtail would ask a cache that each process has for
    # itself, and that may name a file that another process has deleted.
    prefetch_related_objects([image], "renditions")
    existing = image.find_existing_renditions(*filters)
    if len(existing) == len(filters):
        return {each.spec: existing[each] for each in filters}
    _ask(image, specs)
    plain = [each for each in filters if _is_plain(each.spec)]
    if all(each in existing for each in plain):
        return {each.spec: existing[each] for each in plain}
    return _nearest(image, plain[-1])


def _nearest(image, wanted: Filter) -> dict:
    width, height = _size(image, wanted)
    fitting = [
        rendition
        for rendition in image.renditions.all()
        if _is_plain(rendition.filter_spec)
        and abs(rendition.width * height / (rendition.height * width) - 1) < SAME_SHAPE
    ]
    nearest = min(fitting, key=lambda rendition: abs(rendition.width - width), default=None)
    return {nearest.filter_spec: nearest} if nearest else {}


def _size(image, wanted: Filter) -> tuple[int, int]:
    """The size in pixels that a rendition will have."""
    width, height = wanted.get_transform(image).size
    return max(1, round(width)), max(1, round(height))


def _ask(image, specs: str) -> None:
    """Asks the worker for the sizes that a page lacks. A page that is built can do without an answer."""
    if cache.add(f"pictures:{image.file.name}:{specs}", True, ASK_AGAIN_SECONDS):
        try:
            make_renditions.enqueue(image.pk, specs)
        except DatabaseError as error:
            logger.warning("Sizes of picture %s cannot be asked for: %s", image.pk, error)


def picture(image, specs: str, **attributes) -> Picture | str:
    """A ``<picture>`` with the formats and widths of the pattern that there are; empty if none."""
    available = shown(image, specs)
    if len(available) == 1:
        attributes.pop("sizes", None)  # the browser has nothing to choose from
    return Picture(available, attributes) if available else ""


def picture_or_space(image, specs: str, **attributes) -> Picture | SafeString | str:
    """The same, or its space until there is something to show; empty if no picture was chosen."""
    return picture(image, specs, **attributes) or (
        _space(image, specs, attributes.get("alt")) if image else ""
    )


def figure(image, **attributes) -> Picture | SafeString | str:
    """A picture in the text or its space; empty also if its file cannot be read."""
    if image and not image.renditions.all() and hasattr(image, "unreadable"):
        return ""
    return picture_or_space(image, FIGURE, **attributes)


def _space(image, specs: str, alt: str | None) -> SafeString:
    width, height = _size(image, _filters(specs)[-1])
    meaning = (
        format_html('role="img" aria-label="{}"', alt) if alt else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="picture-to-come" viewBox="0 0 {} {}" width="{}" height="{}" {}></svg>',
        width, height, width, height, meaning,
    )  # fmt: skip


def plain(image, *patterns: str):
    """The largest size, in a format that every program shows, of the first pattern that has one; or None."""
    for specs in patterns:
        found = [each for spec, each in shown(image, specs).items() if _is_plain(spec)]
        if found:
            return max(found, key=lambda rendition: rendition.width)
    return None


def poster(image) -> dict | None:
    """The address of a video's still, empty until it is made, and its size."""
    if not image:
        return None
    width, height = _size(image, Filter(POSTER))
    rendition = plain(image, POSTER)
    return {"url": rendition.url if rendition else "", "width": width, "height": height}


# --- What the worker makes ------------------------------------------------------------------------


def make(image, *patterns: str) -> int:
    """Makes the sizes of the patterns that are missing, and returns how many there are.

    Each is stored by itself, which drops the pages that show the picture.
    """
    filters = list(dict.fromkeys(chain.from_iterable(map(_filters, patterns))))
    prefetch_related_objects([image], "renditions")
    try:
        for each in filters:
            image.get_rendition(each)
    except BROKEN_FILE as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the disk is full, or something else that says nothing about the picture
        logger.warning("Picture %s (%s) cannot be read: %s", image.pk, image.title, error)
        UnreadablePicture.objects.get_or_create(image=image)
        return 0
    for mark in UnreadablePicture.objects.filter(image=image):
        mark.delete()
    return len(filters)


def _make_plain_first(image, *patterns: str) -> int:
    """Makes the sizes in plain formats, and queues the others behind all that is waiting."""
    plain = [spec for specs in patterns for spec in Filter.expand_spec(specs) if _is_plain(spec)]
    made = make(image, *plain)
    if made:
        for specs in patterns:
            if any(not _is_plain(spec) for spec in Filter.expand_spec(specs)):
                compress_renditions.enqueue(image.pk, specs)
    return made


@task()
def make_renditions(image_id: int, specs: str) -> int:
    """Makes the sizes of a picture, those that every browser shows first."""
    image = get_image_model().objects.filter(pk=image_id).first()
    return _make_plain_first(image, specs) if image else 0


# A picture is there already, so this waits for everything but trainings.
@task(priority=-15)
def compress_renditions(image_id: int, specs: str) -> int:
    """Makes all sizes of a picture, also in the formats that take long and spare bytes."""
    image = get_image_model().objects.filter(pk=image_id).first()
    return make(image, specs) if image else 0


@task()
def prepare_renditions(page_id: int) -> int:
    """Makes every size of an article's pictures that its page, cards and previews ask for."""
    page = Page.objects.filter(pk=page_id).specific().first()
    return sum(_make_plain_first(*needed) for needed in _needed(page)) if page else 0


def prepare(page) -> int:
    """Makes all sizes of an article's pictures at once."""
    return sum(make(*needed) for needed in _needed(page))


def _needed(page):
    """Each picture of the page with the patterns in which it is shown."""
    for image in display.page_images(page):
        yield (image, FIGURE, CARD, SHARE) if image == page.lead_image else (image, FIGURE)
