"""Pieces as Wagtail's rich text, for fields that know more marks or fewer."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..blocks.text import LINE_FEATURES, PARAGRAPH_FEATURES
from .notes import Notes
from .pieces import Grid, Heading, Listing, Paragraph, Piece, Quote, Terms
from .runs import Run, html
from .tables import lines_of


@dataclass(frozen=True)
class Field:
    """What a field of rich text knows beside bold, italic and links."""

    lists: bool = False
    scripts: bool = False
    headings: bool = False

    @classmethod
    def knowing(cls, features: Iterable[str]) -> "Field":
        known = set(features)
        return cls(
            lists={"ol", "ul"} <= known,
            scripts={"superscript", "subscript"} <= known,
            headings="h3" in known,
        )


PARAGRAPH = Field.knowing(PARAGRAPH_FEATURES)
LINE = Field.knowing(LINE_FEATURES)


def rich_text(pieces: Iterable[Piece], field: Field, notes: Notes) -> str:
    """The pieces, one below the other. What the field cannot show stands as lines."""
    return "".join(_piece(piece, field, notes) for piece in pieces)


def paragraph(runs: list[Run], field: Field, bold: bool = False) -> str:
    return f"<p>{html(runs, bold, field.scripts)}</p>" if runs else ""


def _piece(piece: Piece, field: Field, notes: Notes) -> str:
    match piece:
        case Paragraph():
            return paragraph(piece.runs, field)
        case Heading() if field.headings:
            return f"<h3>{html(piece.runs, scripts=field.scripts)}</h3>"
        case Heading():
            return paragraph(piece.runs, field, bold=True)
        case Listing() if field.lists:
            return _listing(piece, field)
        case Listing():
            return "".join(
                paragraph([Run(f"{number}. " if piece.ordered else "• "), *line], field)
                for number, line in enumerate(lines_of(piece), 1)
            )
        case Quote():
            lines = [paragraph(line, field) for line in piece.lines]
            source = [Run("— "), *piece.source] if piece.source else []
            return "".join(lines) + paragraph(source, field)
        case Terms():
            return "".join(
                f"<p>{html(term, True, field.scripts)}: {html(explanation, False, field.scripts)}</p>"
                for term, explanation in piece.entries
            )
        case Grid():
            notes.add("table_text", piece.caption)
    return "".join(paragraph(line, field) for line in lines_of(piece))


def _listing(listing: Listing, field: Field) -> str:
    items = "".join(
        f"<li>{html(item.runs, scripts=field.scripts)}"
        f"{''.join(_listing(inner, field) for inner in item.lists)}</li>"
        for item in listing.items
    )
    name = "ol" if listing.ordered else "ul"
    return f"<{name}>{items}</{name}>"
