"""Blocks that show pictures and moving pictures."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from .text import PARAGRAPH_FEATURES

DESCRIPTION_HELP = "For those who cannot see it: what the picture shows."


class DescribedImageBlock(ImageBlock):
    """Wagtail's picture with its description, in an editor's words."""

    def __init__(self, required=True, **kwargs):
        super().__init__(required=required, **kwargs)
        for name, label, help_text in (
            ("image", "Picture", ""),
            ("decorative", "Mere decoration", "It shows nothing that the text does not say."),
            ("alt_text", "Description of the picture", DESCRIPTION_HELP),
        ):
            child = self.child_blocks[name]
            child.label = label
            child.field.help_text = help_text


class CaptionedImageBlock(blocks.StructBlock):
    """A picture with its caption and credit."""

    image = DescribedImageBlock(label="File and description")
    caption = blocks.TextBlock(
        required=False,
        rows=2,
        label="Caption",
        help_text="Says what to see in the picture. It stands below it.",
    )
    credit = blocks.CharBlock(
        required=False,
        max_length=200,
        label="Credit",
        help_text="Who made it, or where it is from.",
    )

    class Meta:
        icon = "image"
        label = "Picture"
        label_format = "{caption}"
        description = "A picture with a caption and a credit"
        template = "articles/blocks/image.html"
        preview_value = {
            "image": None,
            "caption": "Ice on a pond: the water below stays at about four degrees.",
            "credit": "Drawn for this site.",
        }


@dataclass(frozen=True)
class Player:
    """A video on another site: its page, and its player that a reader may let in."""

    provider: str
    page_url: str
    embed_url: str


def player_for(address: str) -> Player | None:
    """The player for a YouTube or Vimeo address, None for any other."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    path = parts.path.strip("/").split("/")
    video = ""
    if host == "youtu.be":
        video = path[0]
    elif host in ("youtube.com", "youtube-nocookie.com"):
        if path[0] in ("embed", "shorts", "live") and len(path) > 1:
            video = path[1]
        else:
            video = parse_qs(parts.query).get("v", [""])[0]
    elif host in ("vimeo.com", "player.vimeo.com") and re.fullmatch(r"\d{4,12}", path[-1]):
        return Player(
            "Vimeo",
            f"https://vimeo.com/{path[-1]}",
            f"https://player.vimeo.com/video/{path[-1]}?dnt=1&autoplay=1",
        )
    if re.fullmatch(r"[\w-]{11}", video, re.ASCII):
        return Player(
            "YouTube",
            f"https://www.youtube.com/watch?v={video}",
            f"https://www.youtube-nocookie.com/embed/{video}?autoplay=1&rel=0",
        )
    return None


class VideoValue(blocks.StructValue):
    """A video's value, with what its template needs."""

    @property
    def player(self) -> Player | None:
        return player_for(self.get("address") or "")


class VideoBlock(blocks.StructBlock):
    """A video: an uploaded file, or one on YouTube or Vimeo that is loaded when asked for."""

    title = blocks.CharBlock(max_length=160, help_text="What the video shows.")
    file = DocumentChooserBlock(
        required=False, label="Uploaded file", help_text="An MP4 or WebM file of your own."
    )
    address = blocks.URLBlock(
        required=False,
        label="… or address",
        help_text="Of a video on YouTube or Vimeo. Nothing is loaded from there until the reader "
        "presses Play.",
    )
    poster = ImageChooserBlock(
        required=False, label="Still picture", help_text="Shown until the video plays."
    )
    caption = blocks.TextBlock(required=False, rows=2)
    transcript = blocks.RichTextBlock(
        required=False,
        features=PARAGRAPH_FEATURES,
        help_text="What is said and shown, for those who cannot see or hear it.",
    )

    class Meta:
        icon = "media"
        label = "Video"
        label_format = "{title}"
        description = "An uploaded video, or one on YouTube or Vimeo, loaded when asked for"
        template = "articles/blocks/video.html"
        value_class = VideoValue
        preview_value = {
            "title": "A year in twelve seconds",
            "address": "https://vimeo.com/76979871",
            "caption": "The Earth goes round the Sun.",
        }

    def clean(self, value):
        """Exactly one source, of a kind that a browser can play; told with all other errors."""
        errors = {}
        try:
            value = super().clean(value)
        except blocks.StructBlockValidationError as error:
            errors = error.block_errors
        file, address = value.get("file"), value.get("address")
        if file and address:
            errors["address"] = ValidationError(
                "Choose an uploaded file or give an address, not both."
            )
        elif address and not value.player:
            errors["address"] = ValidationError(
                "This is not the address of a video on YouTube or Vimeo. Copy it from the "
                "address bar while the video is open."
            )
        elif file and file.file_extension.lower() not in ("mp4", "webm"):
            errors["file"] = ValidationError(
                "Browsers play MP4 and WebM files. Choose one of those."
            )
        elif not file and not address and not self.is_deferred_validation:
            errors["file"] = ValidationError("Choose an uploaded file, or give an address below.")
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return value
