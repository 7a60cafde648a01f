"""Lists that Word writes as paragraphs, each with its depth and its bullet or number."""

import re
from dataclasses import dataclass, field

from bs4 import Tag

from .notes import Notes
from .pieces import Item, Listing
from .runs import Run

LEVEL = re.compile(r"l\d+\s+level(\d)")
IGNORED = re.compile(r"mso-list:\s*ignore", re.I)
NUMBERED = re.compile(r"\(?(?:\d+|[a-z]|[ivxlcdm]+)(?:[.)\]]|\.\d)", re.I)
DEEPEST = 8


def word_level(style: dict[str, str]) -> int:
    """How deep in a list a paragraph stands; 0 if in none."""
    match = LEVEL.match(style.get("mso-list", ""))
    return max(1, min(int(match[1]), DEEPEST)) if match else 0


def marker_of(tag: Tag) -> str:
    """The bullet or number that Word writes before an item or a heading."""
    marker = tag.find(style=IGNORED)
    return " ".join(marker.get_text().split()) if marker else ""


@dataclass
class WordList:
    """The items of a list so far: how deep each is, its marker and its text."""

    items: list[tuple[int, str, list[Run]]] = field(default_factory=list)

    def add(self, level: int, marker: str, runs: list[Run]) -> None:
        self.items.append((level, marker, runs))

    def take(self, notes: Notes) -> list[Listing]:
        """The lists that the items make, which begin again from nothing."""
        items, self.items = self.items, []
        found: list[Listing] = []
        #: The lists that the next item may belong to, from the outermost in, with their depths.
        path: list[tuple[int, Listing]] = []
        for level, marker, runs in items:
            ordered = NUMBERED.match(marker) is not None
            while path and path[-1][0] > level:
                path.pop()
            if not path or path[-1][0] < level:
                listing = Listing(ordered)
                if path:
                    path[-1][1].items[-1].lists.append(listing)
                else:
                    found.append(listing)
                path.append((level, listing))
                _name_start(marker, ordered, notes)
            elif path[-1][1].ordered != ordered and len(path) == 1:
                found.append(Listing(ordered))
                path = [(level, found[-1])]
                _name_start(marker, ordered, notes)
            path[-1][1].items.append(Item(runs))
        return found


def _name_start(marker: str, ordered: bool, notes: Notes) -> None:
    number = re.match(r"\(?(\d+)", marker)
    if ordered and number and number[1] != "1":
        notes.add("list_start", marker)
