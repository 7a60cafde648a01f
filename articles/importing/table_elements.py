"""Reads HTML's tables."""

from dataclasses import replace

from bs4 import Tag

from .pieces import Paragraph, Picture
from .runs import joined, tidy, words
from .styles import Look
from .tables import MOST_COLUMNS, Cell, grid_of, is_layout


def read(reader, tag: Tag, look: Look) -> None:
    """A table of data; or parts of a text that a table sets beside each other."""
    reader.flush()
    taken: set[int] = set()
    own = [part for part in tag.find_all(["tr", "caption"]) if part.find_parent("table") is tag]
    captions = [tidy(reader.line(part, look)) for part in own if part.name == "caption"]
    rows = [_row(reader, part, look, taken) for part in own if part.name == "tr"]
    taken |= {id(part) for part in own if part.name == "caption"}
    rows = [row for row in rows if any(cell.pieces for cell in row)]
    pieces = [piece for row in rows for cell in row for piece in cell.pieces]
    if is_layout(rows):
        for piece in [*(Paragraph(line) for line in captions if line), *pieces]:
            reader.add(piece)
    else:
        reader.add(grid_of(rows, words(joined(captions, " ")), reader.notes))
        for piece in pieces:
            if isinstance(piece, Picture):
                reader.add(replace(piece, caption=[]))
    reader.strays(tag, look, taken)
    reader.flush()


def _row(reader, tag: Tag, look: Look, taken: set[int]) -> list[Cell]:
    cells = []
    for part in tag.find_all(["td", "th"]):
        if part.find_parent(["tr", "td", "th"]) is not tag:
            continue
        taken.add(id(part))
        holder = tag.find_parent(["thead", "tbody", "table"])
        head = part.name == "th" or (holder is not None and holder.name == "thead")
        pieces = reader.inside(part, look)
        cells.append(Cell(pieces, head, _span(part, "colspan"), _span(part, "rowspan")))
    return cells


def _span(tag: Tag, name: str) -> int:
    value = str(tag.get(name) or "1")
    return max(1, min(int(value), MOST_COLUMNS)) if value.isdecimal() and len(value) < 6 else 1
