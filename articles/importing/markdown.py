"""Turns a Markdown file into HTML."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

from .notes import Notes

NESTED = _("The lists or quotations of this file are nested too deeply.")
NO_TEXT = _("This file is no text.")
#: Lines about the file, which some programs write above the text.
PREAMBLE = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TITLE = re.compile(r"^title:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)
#: A note, which CommonMark would take for the address of a link, and not show.
NOTE = re.compile(r"^( {0,3})\[\^", re.MULTILINE)
#: Far deeper than people write, and less deep than what the parser leaves out.
DEEP = re.compile(r"^(?:[ \t]*(?:[>*+-]|\d+[.)])){30,}", re.MULTILINE)
PARSER = MarkdownIt("commonmark", {"html": True, "maxNesting": 100}).enable(
    ["table", "strikethrough"]
)


def open_text(data: bytes, notes: Notes) -> str:
    """The text as HTML."""
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if DEEP.search(text):
        raise ValidationError(NESTED)
    title = ""
    if match := PREAMBLE.match(text):
        lines = match[1]
        if found := TITLE.search(lines):
            title = found[1].strip().strip("\"'")
            lines = lines.replace(found[0], "")
        text = text[match.end() :]
        for line in filter(str.strip, lines.splitlines()):
            notes.add("preamble", line)
    html = PARSER.render(NOTE.sub(r"\1\\[^", text))
    if title:
        html = PARSER.render(f"# {title}").replace("<h1>", '<h1 class="title">', 1) + html
    return html


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(NO_TEXT)
