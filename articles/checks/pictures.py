"""Checks of pictures: their descriptions, and whether they are large enough."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from .findings import Finding
from .material import Material

#: The text column is 688 CSS pixels wide. A narrower picture is blown up, or looks lost.
PICTURE_WIDTH = 600
#: Link previews show it 1,200 pixels wide.
LEAD_WIDTH = 800

FILE_NAME = re.compile(
    r"\.(?:avif|bmp|gif|heic|jpe?g|png|svg|tiff?|webp)$"
    r"|^(?:IMG|DSC[NF]?|PXL|GOPR|DJI|P|MVIMG|WhatsApp Image|Screenshot|Screen Shot|Scan)"
    r"[\s_-]*\d[\w\s.,:()-]*$",
    re.IGNORECASE,
)


def no_description(article: Material) -> Iterator[Finding]:
    for picture in article.pictures:
        if not picture.alt.strip() and not picture.decorative:
            yield Finding(
                _("Nothing describes the picture for people who cannot see it."), picture.alt_place
            )


def file_name(article: Material) -> Iterator[Finding]:
    for picture in article.pictures:
        if not picture.decorative and is_file_name(picture.alt.strip(), picture.image):
            yield Finding(
                _("“%(words)s” is the name of a file. Say what the picture shows.")
                % {"words": picture.alt.strip()},
                picture.alt_place,
            )


def small_picture(article: Material) -> Iterator[Finding]:
    for picture in article.pictures:
        least = LEAD_WIDTH if picture.is_lead else PICTURE_WIDTH
        if picture.image.width < least:
            yield Finding(
                _(
                    "The picture is %(width)s pixels wide. Readers would see it blurred: %(least)s "
                    "are needed here."
                )
                % {"width": picture.image.width, "least": least},
                picture.place,
            )


def is_file_name(words: str, image) -> bool:
    """Whether a description is what a camera or a computer called the file."""
    if not words:
        return False
    if FILE_NAME.search(words):
        return True
    stem = PurePath(str(image.file or "")).stem
    one_word = not re.search(r"\s", words)
    return one_word and words.casefold() == stem.casefold()
