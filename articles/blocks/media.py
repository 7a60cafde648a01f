"""Blocks that show pictures and moving pictures."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from .text import PARAGRAPH_FEATURES


class CaptionedImageBlock(blocks.StructBlock):
    """A picture with its caption and credit."""

    image = ImageBlock(required=True, label="Picture")
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
        description = "A picture with a caption and a credit"
        template = "articles/blocks/image.html"
        preview_value = {
            "image": None,
            "caption": "Ice on a pond: the water below stays at about four degrees.",
            "credit": "Drawn for this site.",
        }
        form_layout = blocks.BlockGroup(children=["image", "caption"], settings=["credit"])


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
        required=False, label="Uploaded file", help_text="An MP4 or WebM file of your own …"
    )
    address = blocks.URLBlock(
        required=False,
        label="… or address",
        help_text="… or the address of a video on YouTube or Vimeo. Nothing is loaded from there "
        "until the reader presses Play.",
    )
    poster = ImageBlock(
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
        description = "An uploaded video, or one on YouTube or Vimeo, loaded when asked for"
        template = "articles/blocks/video.html"
        value_class = VideoValue
        preview_value = {
            "title": "A year in twelve seconds",
            "address": "https://vimeo.com/76979871",
            "caption": "The Earth goes round the Sun.",
        }

    def clean(self, value):
        """Exactly one source, of a kind that a browser can play."""
        value = super().clean(value)
        errors = {}
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
