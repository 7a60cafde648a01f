"""Makes the blocks of an article's sections from pieces, as the database keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import uuid4

from ..blocks import QuoteBlock, SectionBlock
from ..blocks.text import TermBlock
from .notes import Notes
from .pieces import Grid, Heading, Paragraph, Picture, Piece, Quote, Terms
from .rich_text import PARAGRAPH, rich_text
from .runs import Run, plain, words
from .tables import is_number

#: Headings of these levels begin a section; those below are headings in its text.
SECTION_LEVELS = (0, 1, 2)
LONGEST_HEADING = SectionBlock().child_blocks["heading"].field.max_length
LONGEST_TERM = TermBlock().child_blocks["term"].field.max_length
LONGEST_SOURCE = QuoteBlock().child_blocks["source"].field.max_length


def block(kind: str, value) -> dict:
    """A block as a stream keeps it."""
    return {"type": kind, "value": value, "id": str(uuid4())}


@dataclass
class Section:
    """A heading and what stands below it."""

    heading: list[Run]
    level: int = 2
    pieces: list[Piece] = field(default_factory=list)

    def block(self, notes: Notes) -> dict:
        heading = plain(self.heading, notes)
        content = content_blocks(self.pieces, notes)
        if not content:
            notes.add("empty", heading)
        return block("section", {"heading": heading, "content": content})


def sections_of(pieces: Iterable[Piece], notes: Notes) -> tuple[list[Piece], list[Section]]:
    """What stands before the first heading, and the sections that the headings begin."""
    before: list[Piece] = []
    sections: list[Section] = []
    for piece in pieces:
        if isinstance(piece, Heading) and piece.level in SECTION_LEVELS:
            if len(words(piece.runs)) <= LONGEST_HEADING:
                sections.append(Section(piece.runs, piece.level))
                continue
            notes.add("long_heading")
            piece = Paragraph([_bold(run) for run in piece.runs])
        (sections[-1].pieces if sections else before).append(piece)
    return before, sections


def content_blocks(pieces: Iterable[Piece], notes: Notes) -> list[dict]:
    """The blocks of a section. Running text between two others is one block."""
    blocks: list[dict] = []
    text: list[Piece] = []

    def end_text() -> None:
        if written := rich_text(text, PARAGRAPH, notes):
            blocks.append(block("paragraph", written))
        text.clear()

    for piece in with_captions(list(pieces)):
        made = _block(piece, notes)
        if made is None:
            text.append(piece)
            continue
        end_text()
        blocks.append(made)
    end_text()
    return blocks


def with_captions(pieces: list[Piece]) -> list[Piece]:
    """Gives captions to the tables and pictures beside which they stand."""
    kept: list[Piece] = []
    waiting: Paragraph | None = None  # a caption that may belong to what follows
    for at, piece in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        if isinstance(piece, Paragraph) and piece.caption:
            before = kept[-1] if kept else None
            if _takes_caption(before):
                _give(before, piece)
                continue
            if waiting is None and _takes_caption(following):
                waiting = piece
                continue
        kept.append(piece)
        if waiting is not None:
            _give(piece, waiting)
            waiting = None
    return kept


def _takes_caption(piece: Piece | None) -> bool:
    return isinstance(piece, Grid | Picture) and not piece.caption


def _give(piece: Piece | None, caption: Paragraph) -> None:
    if isinstance(piece, Grid):
        piece.caption = words(caption.runs)
    elif isinstance(piece, Picture):
        piece.caption = caption.runs


def _block(piece: Piece, notes: Notes) -> dict | None:
    """The block for a piece that is no running text."""
    match piece:
        case Grid():
            return block("table", {"table": _table(piece), "note": ""})
        case Picture():
            caption = plain(piece.caption, notes)
            image = {"image": int(piece.name), "alt_text": piece.alt, "decorative": False}
            return block("image", {"image": image, "caption": caption, "credit": ""})
        case Quote() if len(words(piece.source)) <= LONGEST_SOURCE and not _has_links(piece):
            return block("quote", {
                "text": "\n\n".join(plain(line, notes, "\n") for line in piece.lines),
                "source": plain(piece.source, notes).lstrip("—–- "),
                "work": "",
            })  # fmt: skip
        case Terms() if all(len(words(term)) <= LONGEST_TERM for term, _rest in piece.entries):
            terms = [
                {"term": plain(term, notes).rstrip(":"), "explanation": plain(rest, notes, "\n")}
                for term, rest in piece.entries
            ]
            return block("term_list", {"terms": terms})
    return None


def _has_links(quote: Quote) -> bool:
    return any(run.look.href for line in quote.lines for run in line)


def _table(grid: Grid) -> dict:
    columns = [
        {
            "type": "number" if is_number([row[at] for row in grid.rows]) else "text",
            "heading": heading,
        }
        for at, heading in enumerate(grid.headings)
    ]
    return {
        "columns": columns,
        "rows": [{"values": row} for row in grid.rows],
        "caption": grid.caption,
    }


def _bold(run: Run) -> Run:
    return Run(run.text, replace(run.look, bold=True))
