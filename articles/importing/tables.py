"""Tables: which are data, and what heads their columns."""

import re
from dataclasses import dataclass

from .notes import Notes
from .pieces import Grid, Heading, Listing, Paragraph, Picture, Piece, Quote, Terms
from .runs import Run, joined, plain, words

MOST_COLUMNS = 60
NUMBER = re.compile(r"[-+−–±≈~<>≤≥]?\s*[$€£¥]?\s*\d[\d.,'’\s\xa0]*(?:\s*[%°‰])?")


@dataclass
class Cell:
    """A cell of a table, as the document has it."""

    pieces: list[Piece]
    is_head: bool
    columns: int = 1
    rows: int = 1

    @property
    def is_bold(self) -> bool:
        lines = [piece.runs for piece in self.pieces if isinstance(piece, Paragraph)]
        return bool(lines) and all(run.look.bold for line in lines for run in line if words([run]))


def _lines(listing: Listing) -> list[list[Run]]:
    """The items of a list, one line each."""
    lines = []
    for item in listing.items:
        lines.append(item.runs)
        for inner in item.lists:
            lines += _lines(inner)
    return lines


def lines_of(piece: Piece) -> list[list[Run]]:
    """A piece as lines of running text, for a place that holds nothing else."""
    match piece:
        case Paragraph() | Heading():
            return [piece.runs]
        case Listing():
            return _lines(piece)
        case Quote():
            return [*piece.lines, *([piece.source] if piece.source else [])]
        case Terms():
            return [joined(entry, ": ") for entry in piece.entries]
        case Picture():
            return [piece.caption] if piece.caption else []
        case Grid():
            rows = [piece.headings, *piece.rows]
            caption = [[Run(piece.caption)]] if piece.caption else []
            return caption + [[Run(" | ".join(row))] for row in rows if any(row)]
    raise TypeError(piece)


def is_layout(rows: list[list[Cell]]) -> bool:
    """Whether a table only sets parts of a text beside each other."""
    if len(rows) < 2 or max((len(row) for row in rows), default=0) < 2:
        return True
    pieces = [piece for row in rows for cell in row for piece in cell.pieces]
    return any(isinstance(piece, Grid | Heading) for piece in pieces)


def _spread(rows: list[list[Cell]]) -> list[list[Cell | None]]:
    """The cells in their columns. A place that a merged cell covers beside its first is None."""
    table: list[list[Cell | None]] = [[] for _row in rows]
    covered: dict[tuple[int, int], bool] = {}
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while covered.get((at, column)):
                table[at].append(None)
                column += 1
            for below in range(min(cell.rows, len(rows) - at)):
                for beside in range(cell.columns):
                    covered[at + below, column + beside] = True
            table[at].append(cell)
            table[at] += [None] * (cell.columns - 1)
            column += cell.columns
        while covered.get((at, column)):
            table[at].append(None)
            column += 1
    width = max(len(row) for row in table)
    return [row + [None] * (width - len(row)) for row in table]


def _text(cell: Cell | None, notes: Notes) -> str:
    if cell is None:
        return ""
    lines = [line for piece in cell.pieces for line in lines_of(piece)]
    return "; ".join(filter(None, (plain(line, notes) for line in lines)))


def grid_of(rows: list[list[Cell]], caption: str, notes: Notes) -> Grid:
    """A table of data, with headed columns."""
    if any(cell.columns > 1 or cell.rows > 1 for row in rows for cell in row):
        notes.add("merged")
    if len(rows[0]) == 1 and len(rows) > 2:
        # One cell above all columns is the table's name.
        title = _text(rows[0][0], notes)
        caption = ". ".join(filter(None, (caption, title)))
        rows = rows[1:]
    cells = _spread(rows)
    headed = all(
        cell is None or cell.is_head or cell.is_bold or not cell.pieces for cell in cells[0]
    )
    texts = [[_text(cell, notes) for cell in row] for row in cells]
    if not headed:
        notes.add("table_head")
    filled = [column for column in range(len(texts[0])) if any(row[column] for row in texts)]
    texts = [[row[column] for column in filled] for row in texts]
    return Grid(texts[0], [row for row in texts[1:] if any(row)], caption)


def is_number(texts: list[str]) -> bool:
    """Whether a column holds numbers."""
    filled = [text for text in texts if text]
    return bool(filled) and all(NUMBER.fullmatch(text) for text in filled)
