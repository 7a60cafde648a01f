"""Loads the pictures and links of a page in as few queries as possible.

A block that is rendered alone loads its own picture and resolves its own links. This module gathers
those of the whole page first, so an article of fifty sections costs as much as one of five.
"""

from collections.abc import Iterator

from django.db.models import prefetch_related_objects
from wagtail.fields import RichTextField
from wagtail.rich_text import RichText, expand_db_html

from .characters import printable

#: Joins rich texts into one, so that one look-up resolves all their links. It is a control
#: character, which ``printable`` takes out of every text.
SEPARATOR = "\x1e"


def prepare(page) -> None:
    """Loads the page's pictures with their renditions, and resolves all its links."""
    images = list(page_images(page))
    if images:
        prefetch_related_objects(images, "renditions")
        if bare := [image for image in images if not image.renditions.all()]:
            prefetch_related_objects(bare, "unreadable")
    sources = list(dict.fromkeys(rich_text_sources(page)))
    joined = SEPARATOR.join(printable(source) for source in sources)
    expanded = expand_db_html(joined).split(SEPARATOR)
    page.expanded_rich_text = dict(zip(sources, expanded, strict=True))


def page_images(page) -> Iterator:
    """Every picture of the page, as Wagtail's image objects."""
    if lead := getattr(page, "lead_image", None):
        yield lead
    for child in _children(page):
        if child.block_type == "image" and child.value["image"]:
            yield child.value["image"]
        elif child.block_type == "video" and child.value["poster"]:
            yield child.value["poster"]


def rich_text_sources(page) -> Iterator[str]:
    """The stored form of every rich text on the page."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            yield field.value_from_object(page)
    for child in _children(page):
        if child.block_type == "paragraph" and child.value:
            yield child.value.source
        elif child.block_type == "video" and child.value["transcript"]:
            yield child.value["transcript"].source
    for block in getattr(page, "faq", ()):
        if block.value["answer"]:
            yield block.value["answer"].source
    for block in getattr(page, "sources", ()):
        if block.value:
            yield block.value.source


def expanded(value: RichText | str, page=None) -> str:
    """A rich text as HTML with its links resolved, taken from the prepared texts of the page if any."""
    source = value.source if isinstance(value, RichText) else value or ""
    prepared = getattr(page, "expanded_rich_text", {})
    return prepared[source] if source in prepared else expand_db_html(source)


def _children(page) -> Iterator:
    for section in page.body:
        yield from section.value["content"] or []
