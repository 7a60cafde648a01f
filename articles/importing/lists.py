"""Reads HTML's lists: with bullets, with numbers, and of terms."""

from bs4 import BeautifulSoup, NavigableString, Tag

from .links import NOTE
from .pieces import Grid, Item, Listing, Paragraph, Picture, Piece, Terms
from .runs import Run, joined, run_of, tidy
from .styles import Look
from .tables import lines_of


def read_list(reader, tag: Tag, look: Look) -> None:
    """A list. Tables and pictures in it come after it."""
    reader.flush()
    ordered = tag.name == "ol"
    items = [child for child in tag.children if isinstance(child, Tag)]
    levels = [str(item.get("data-aria-level") or "") for item in items if item.name == "li"]
    loose = any(type(child) is NavigableString and child.strip() for child in tag.children)
    if len(levels) == len(items) > 0 and not loose and all(map(str.isdecimal, levels)):
        # Word on the web writes a list for each item, which says how deep it is.
        for item, level in zip(items, levels, strict=True):
            if runs := tidy(reader.line(item, look)):
                reader.word_list.add(int(level[:1]) or 1, "1." if ordered else "•", runs)
        return
    if ordered and str(tag.get("start") or "1") not in ("0", "1"):
        reader.notes.add("list_start")
    is_notes = ordered and any(NOTE.fullmatch(str(item.get("id") or "")) for item in items)
    listing = Listing(ordered, is_notes=is_notes)
    after: list[Piece] = []
    for child in list(tag.children):
        if isinstance(child, Tag):
            _add_item(reader, child, look, listing, after)
        elif type(child) is NavigableString and (runs := tidy([run_of(str(child), look)])):
            listing.items.append(Item(runs))
    for piece in [*([listing] if listing.items else []), *after]:
        reader.add(piece)


def read_item(reader, tag: Tag, look: Look) -> None:
    """An item that a selection took out of its list."""
    reader.flush()
    alone = Listing(ordered=False)
    after: list[Piece] = []
    _add_item(reader, tag, look, alone, after)
    last = reader.pieces[-1] if reader.pieces and not reader.word_list.items else None
    if isinstance(last, Listing) and not last.ordered:
        last.items += alone.items
    elif alone.items:
        reader.add(alone)
    for piece in after:
        reader.add(piece)


def _add_item(reader, tag: Tag, look: Look, listing: Listing, after: list[Piece]) -> None:
    """One child of a list: an item, or a list that some programs put between the items."""
    if tag.name != "li":
        tag = tag.wrap(BeautifulSoup("", "html.parser").new_tag("div"))
    item = Item([])
    lines: list[list[Run]] = []
    for piece in reader.inside(tag, look):
        if isinstance(piece, Listing):
            item.lists.append(piece)
        elif isinstance(piece, Grid | Picture | Terms):
            after.append(piece)
        else:
            lines += lines_of(piece)
    item.runs = joined(lines)
    if item.runs:
        listing.items.append(item)
    elif item.lists and listing.items:
        listing.items[-1].lists += item.lists
    else:
        # A list within nothing: its items are those of this one.
        listing.items += [inner for one in item.lists for inner in one.items]


def read_terms(reader, tag: Tag, look: Look) -> None:
    """Terms and their explanations. Some programs use this list only to indent."""
    reader.flush()
    entries: list[tuple[list[Run], list[Run]]] = []
    taken = set()
    for part in tag.find_all(["dt", "dd"]):
        if part.find_parent(["dl", "dt", "dd"]) is not tag:
            continue
        taken.add(id(part))
        runs = tidy(reader.line(part, look))
        if part.name == "dt" or not entries:
            entries.append((runs, []) if part.name == "dt" else ([], runs))
        else:
            term, explanation = entries[-1]
            entries[-1] = (term, joined(filter(None, (explanation, runs))))
    entries = [entry for entry in entries if any(entry)]
    if entries and all(term and explanation for term, explanation in entries):
        reader.add(Terms(entries))
    else:
        for runs in [runs for entry in entries for runs in entry if runs]:
            reader.add(Paragraph(runs))
    reader.strays(tag, look, taken)
    reader.flush()
