"""Blocks that show pictures and moving pictures."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from .text import PARAGRAPH_FEATURES

DESCRIPTION_HELP = _("Describes the picture for people who cannot see it.")


KEPT_WITH_IT = {
    "caption": _("If empty, the caption stored with the picture is shown."),
    "credit": _("If empty, the credit stored with the picture is shown."),
}


class DescribedImageBlock(ImageBlock):
    """Wagtail's picture with its description, labelled in plain words for editors."""

    def __init__(self, required=True, **kwargs):
        super().__init__(required=required, **kwargs)
        for name, label, help_text in (
            ("image", _("Picture"), ""),
            (
                "decorative",
                _("Mere decoration"),
                _("The picture shows nothing that the text does not say."),
            ),
            ("alt_text", _("Description of the picture"), DESCRIPTION_HELP),
        ):
            child = self.child_blocks[name]
            child.label = label
            child.field.help_text = help_text


class CaptionedImageBlock(blocks.StructBlock):
    """A picture with its caption and credit."""

    image = DescribedImageBlock(label=_("File and description"))
    caption = blocks.TextBlock(
        required=False,
        rows=2,
        label=_("Caption"),
        help_text=_("Shown below the picture. It says what can be seen there."),
    )
    credit = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Credit"),
        help_text=_("Names the person who made the picture, or its source."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The help of the form alone, which is no part of what migrations compare.
        for name, help_text in KEPT_WITH_IT.items():
            child = self.child_blocks[name]
            child.field.help_text = format_lazy("{} {}", child.field.help_text, help_text)

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption}"
        description = _("For a photograph, drawing or map, with caption and credit")
        template = "articles/blocks/image.html"
        preview_value = {
            "image": None,
            "caption": "Ice on a pond: the water below stays at about four degrees.",
            "credit": "Drawn for this site.",
        }


@dataclass(frozen=True)
class Player:
    """A video on another site: its page, and the player that loads when a reader presses Play."""

    provider: str
    page_url: str
    embed_url: str


def player_for(address: str) -> Player | None:
    """The player for a YouTube or Vimeo address, None for any other."""
    try:
        parts = urlsplit(address)
    except ValueError:  # "https://[", for instance
        return None
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
    """A video's value, with the player that its template shows."""

    @property
    def player(self) -> Player | None:
        return player_for(self.get("address") or "")


class VideoBlock(blocks.StructBlock):
    """A video: an uploaded file, or one on YouTube or Vimeo that loads when a reader presses Play."""

    title = blocks.CharBlock(
        label=_("Title"), max_length=160, help_text=_("Says what the video shows.")
    )
    file = DocumentChooserBlock(
        required=False, label=_("Uploaded file"), help_text=_("An MP4 or WebM file of your own.")
    )
    address = blocks.URLBlock(
        required=False,
        label=_("… or address"),
        help_text=_(
            "The address of a video on YouTube or Vimeo. Nothing is loaded from there until the "
            "reader presses Play."
        ),
    )
    poster = ImageChooserBlock(
        required=False, label=_("Still picture"), help_text=_("Shown until the video plays.")
    )
    caption = blocks.TextBlock(required=False, rows=2, label=_("Caption"))
    transcript = blocks.RichTextBlock(
        required=False,
        label=_("Transcript"),
        features=PARAGRAPH_FEATURES,
        help_text=_("The words and pictures of the video, for people who cannot see or hear it."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        label_format = "{title}"
        description = _("For a video of your own, or one on YouTube or Vimeo")
        template = "articles/blocks/video.html"
        value_class = VideoValue
        preview_value = {
            "title": "A year in twelve seconds",
            "address": "https://vimeo.com/76979871",
            "caption": "The Earth goes round the Sun.",
        }

    def clean(self, value):
        """Asks for exactly one source that a browser can play, and reports that with all other errors."""
        errors = {}
        try:
            value = super().clean(value)
        except blocks.StructBlockValidationError as error:
            errors = error.block_errors
        file, address = value.get("file"), value.get("address")
        if file and address:
            errors["address"] = ValidationError(
                _("Choose an uploaded file or give an address, not both.")
            )
        elif address and not value.player:
            errors["address"] = ValidationError(
                _(
                    "This is not the address of a video on YouTube or Vimeo. Copy it from the "
                    "address bar while the video is open."
                )
            )
        elif file and file.file_extension.lower() not in ("mp4", "webm"):
            errors["file"] = ValidationError(
                _("Browsers play MP4 and WebM files. Choose one of those.")
            )
        elif not file and not address and not self.is_deferred_validation:
            errors["file"] = ValidationError(
                _("Choose an uploaded file, or give an address below.")
            )
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return value
