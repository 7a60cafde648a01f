"""The pieces that a text is made of, whatever program wrote it."""

from dataclasses import dataclass, field

from .runs import Run


@dataclass
class Paragraph:
    """A paragraph. ``caption`` says that it describes a table or picture beside it.

    ``size`` is that of its smallest letters in points, or None where nothing says it.
    """

    runs: list[Run]
    caption: bool = False
    size: float | None = None


@dataclass
class Heading:
    """A heading. Level 0 is the title of the whole text."""

    level: int
    runs: list[Run]


@dataclass
class Item:
    """An item of a list, with the lists in it."""

    runs: list[Run]
    lists: list["Listing"] = field(default_factory=list)


@dataclass
class Listing:
    """A list, with bullets or numbers. ``is_notes`` says that it holds the footnotes of the text."""

    ordered: bool
    items: list[Item] = field(default_factory=list)
    is_notes: bool = False


@dataclass
class Grid:
    """A table: the headings of its columns, and rows of plain text."""

    headings: list[str]
    rows: list[list[str]]
    caption: str = ""


@dataclass
class Quote:
    """A quotation, with its source."""

    lines: list[list[Run]]
    source: list[Run]


@dataclass
class Terms:
    """Terms with their explanations."""

    entries: list[tuple[list[Run], list[Run]]]


@dataclass
class Picture:
    """A picture of the document, by the name that its file has here."""

    name: str
    alt: str = ""
    caption: list[Run] = field(default_factory=list)


Piece = Paragraph | Heading | Listing | Grid | Quote | Terms | Picture
