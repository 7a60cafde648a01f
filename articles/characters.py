"""Takes out the characters that come with pasted text and that no page, feed or database can use.

Slides and word processors put such characters where a line ends. XML forbids them: one in a title
would break each feed that has the article. PostgreSQL stores no NUL.
"""

import re
import unicodedata

from django.db.models import CharField, JSONField, TextField
from taggit.utils import _parse_tags
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

#: Controls that end a line or a page. A word ends there too.
BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85]")
#: What Unicode keeps for programs: the last two of each plane, and a row of others.
NO_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr((plane << 16) + 0xFFFE) + chr((plane << 16) + 0xFFFF) for plane in range(17)
)
#: All other controls except tabs and line ends, lone halves of characters, and what is no character.
FORBIDDEN = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff{NO_CHARACTERS}]")
#: Between the names of tags in a form: it is in no name, because the Tab key leaves the field.
BETWEEN_TAGS = "\t"


def printable(text: str) -> str:
    """The text without characters that XML forbids, and without other controls."""
    return FORBIDDEN.sub("", BREAKS.sub(" ", text))


def printable_data(data):
    """The data of a JSON document, or of a feed, with every text made printable."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, dict):
        return {printable_data(key): printable_data(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [printable_data(value) for value in data]
    return data


def clean_texts(sender, instance, update_fields=None, **kwargs):
    """Makes all texts of a row printable before it is stored, whatever form or import they come from."""
    for field in sender._meta.concrete_fields:
        if not isinstance(field, CharField | TextField | JSONField | StreamField):
            continue
        # A deferred field is not there, and is not stored.
        value = instance.__dict__.get(field.attname)
        if not value or (update_fields is not None and field.name not in update_fields):
            continue
        if isinstance(value, StreamValue):
            value = field.get_prep_value(value)
        cleaned = printable_data(value)
        if cleaned != value:
            setattr(instance, field.attname, field.to_python(cleaned))


def tags_from_string(text: str) -> list[str]:
    """The names of the tags in a form. A tag is looked up by its name, so the form cleans it first."""
    text = unicodedata.normalize("NFC", printable(text or ""))
    if BETWEEN_TAGS not in text:
        return _parse_tags(text)
    names = {" ".join(name.split()) for name in text.split(BETWEEN_TAGS)}
    return sorted(names - {""})


class PrintableXml:
    """Mixin for kinds of feeds: they stay well-formed, whatever was stored before or past the forms."""

    def write(self, outfile, encoding):
        self.feed = printable_data(self.feed)
        self.items = [printable_data(item) for item in self.items]
        super().write(outfile, encoding)
