"""Reads HTML's quotations."""

from bs4 import Tag

from .pieces import Paragraph, Quote
from .runs import Run, tidy
from .styles import Look


def read(reader, tag: Tag, look: Look) -> None:
    """A quotation with its source. If it holds more than text, it is read as if it were none."""
    reader.flush()
    source: list[Run] = []
    for cite in [one for one in tag.find_all(["cite", "footer"]) if _is_source(one, tag)][-1:]:
        source = tidy(reader.line(cite.extract(), look))
    pieces = reader.inside(tag, look)
    lines = [piece.runs for piece in pieces if isinstance(piece, Paragraph)]
    if pieces and len(lines) == len(pieces):
        reader.add(Quote(lines, source))
        return
    for piece in [*pieces, *([Paragraph(source)] if source else [])]:
        reader.add(piece)


def _is_source(part: Tag, quote: Tag) -> bool:
    """Whether an element names the source below a quotation, and is not a title in its text."""
    if part.find_parent("blockquote") is not quote or part.parent is None:
        return False
    return part.parent is quote or part.parent.get_text(strip=True) == part.get_text(strip=True)
