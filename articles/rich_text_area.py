"""The box in which running text is written."""

import json

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea

HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
LISTS = {"ol", "ul"}


class CountingConverter(ContentstateConverter):
    """Wagtail's converter, which lets links and bold letters stay where they are after an emoji.

    A browser counts an emoji as two (UTF-16), Python as one. Wagtail takes each other's numbers as they
    are, and marks the letters beside those that were meant.
    """

    def to_database_format(self, contentstate_json):
        content = json.loads(contentstate_json)
        for block in (content or {}).get("blocks", ()):
            text = block.get("text", "")
            if not text.isascii():
                places = _places(text)
                _renumber(block, {browser: own for own, browser in enumerate(places)})
        return self.exporter.render(content)

    def from_database_format(self, html):
        content = json.loads(super().from_database_format(html))
        for block in content["blocks"]:
            if not block["text"].isascii():
                _renumber(block, dict(enumerate(_places(block["text"]))))
        return json.dumps(content)


def _places(text: str) -> list[int]:
    """Where each character begins as a browser counts, and where the text ends."""
    places = [0]
    for char in text:
        places.append(places[-1] + (2 if ord(char) > 0xFFFF else 1))
    return places


def _renumber(block: dict, numbers: dict[int, int]) -> None:
    """Counts the ranges of a block in another way. What begins or ends within a character takes all of it."""
    last = max(numbers)
    for each in [*block.get("inlineStyleRanges", ()), *block.get("entityRanges", ())]:
        start, end = each["offset"], min(each["offset"] + each["length"], last)
        start, end = min(start, last), max(end, 0)
        first = numbers.get(start, numbers.get(start - 1, 0))
        each["offset"] = first
        each["length"] = numbers.get(end, numbers.get(end + 1, 0)) - first


class WritingArea(DraftailRichTextArea):
    """Wagtail's box. When it is empty it says what a slash offers here, and nothing else."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.converter = CountingConverter(self.features)
        self.options["placeholder"] = self.invitation()

    def invitation(self) -> Promise:
        features = set(self.features)
        if features & HEADINGS:
            return _("Write here. A slash (/) offers headings, lists and links.")
        if features & LISTS:
            return _("Write here. A slash (/) offers lists and links.")
        return _("Write here")
