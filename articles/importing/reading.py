"""Reads HTML, whatever program wrote it, as a sequence of pieces."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from bs4.element import PreformattedString

from . import lists, quotations, table_elements
from .links import address_of, is_back_link
from .notes import Notes
from .pieces import Heading, Paragraph, Picture, Piece
from .runs import LINE_END, Run, joined, run_of, tidy, words
from .styles import Look, class_rules, is_hidden, look_of, style_of
from .tables import lines_of
from .word_lists import WordList, marker_of, word_level

#: Elements deeper than this are read as if they were not there: only programs nest so deeply.
DEEPEST = 100
#: A tree of elements deeper than this is not made at all: the time for it grows with the square.
DEEPEST_READ = 1000
TAG = re.compile(r"<(/?)([a-z][^\s/>]*)")
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "address",
    "center", "form", "fieldset", "legend", "details", "summary", "figure", "figcaption", "body",
    "html", "pre", "hr", "dd", "dt", "tr", "td", "th", "caption", "thead", "tbody", "tfoot",
    "hgroup", "option", "search", "dialog", "menu", "head",
}  # fmt: skip
SILENT = {"script", "style", "title", "meta", "link", "template", "xml", "base", "colgroup"}
MEDIA = {"video", "audio", "iframe", "object", "embed", "canvas"}
CONTROLS = {"input", "select", "textarea"}
CAPTIONS = {"msocaption", "caption", "wp-caption-text", "wp-element-caption", "thumbcaption"}
TITLES = {"msotitle", "title"}
HEADING = re.compile("h[1-6]")
#: How much larger than the text a line is that only its size makes a heading, or the title.
LARGE, TITLE = 1.2, 1.8
LONGEST_LARGE = 120

#: Stores a picture, by its name in the document and its description; answers its key, or None.
KeepPicture = Callable[[str, str], str | None]


class TooDeep(ValueError):
    """The elements of a text are nested so deeply that to read it would take minutes."""


def nesting(html: str) -> int:
    """How deeply the elements of a text are nested at most, in what is never too small a number."""
    depth = deepest = 0
    opened: Counter[str] = Counter()
    for closes, name in TAG.findall(html.lower()):
        if name in VOID or (closes and not opened[name]):
            continue
        step = -1 if closes else 1
        opened[name] += step
        depth += step
        deepest = max(deepest, depth)
    return deepest


def soup_of(html: str) -> BeautifulSoup:
    """The HTML as a tree of bounded depth."""
    if nesting(html) > DEEPEST_READ:
        raise TooDeep
    soup = BeautifulSoup(html, "html.parser")
    depths = {id(soup): 0}
    deep = []
    for tag in soup.find_all(True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
        if depths[id(tag)] > DEEPEST:
            deep.append(tag)
    for tag in deep:
        tag.insert_before(" ")
        tag.unwrap()
    return soup


def read(html: str, notes: Notes, keep_picture: KeepPicture | None = None) -> list[Piece]:
    """The pieces of a text."""
    soup = soup_of(html)
    rules = class_rules([sheet.get_text() for sheet in soup.find_all("style")])
    reader = Reader(notes, rules, keep_picture)
    reader.children(soup, Look())
    return _headings_by_size(reader.finish(), notes)


def _headings_by_size(pieces: list[Piece], notes: Notes) -> list[Piece]:
    """Finds headings where a program marks none: lines in letters larger than the text's."""
    letters: Counter[float] = Counter()
    for piece in pieces:
        if isinstance(piece, Paragraph) and piece.size:
            letters[piece.size] += len(words(piece.runs))
    if not letters:
        return pieces
    usual = letters.most_common(1)[0][0]
    marked = any(isinstance(piece, Heading) for piece in pieces)
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        if isinstance(piece, Paragraph) and 0 < len(words(piece.runs)) <= LONGEST_LARGE:
            ratio = (piece.size or usual) / usual
            if ratio >= TITLE and at == 0:
                piece = Heading(0, piece.runs)
            elif ratio >= LARGE and not marked:
                piece = Heading(2, piece.runs)
            if isinstance(piece, Heading):
                notes.add("by_size", words(piece.runs))
        found.append(piece)
    return found


class Reader:
    """Walks through elements, and collects pieces."""

    def __init__(self, notes: Notes, rules: dict, keep_picture: KeepPicture | None):
        self.notes, self.rules, self.keep_picture = notes, rules, keep_picture
        self.pieces: list[Piece] = []
        self.runs: list[Run] = []
        self.is_caption = False
        self.word_list = WordList()

    # --- What was read -------------------------------------------------------------------------

    def finish(self) -> list[Piece]:
        self.flush()
        self.end_word_list()
        return self.pieces

    def flush(self) -> None:
        """Ends the paragraph."""
        runs, sizes = tidy(self.runs), [run.look.size for run in self.runs if words([run])]
        self.runs = []
        if not runs:
            return
        self.end_word_list()
        size = min(filter(None, sizes), default=None) if all(sizes) else None
        self.pieces.append(Paragraph(runs, self.is_caption, size))

    def add(self, piece: Piece) -> None:
        self.flush()
        self.end_word_list()
        self.pieces.append(piece)

    def end_word_list(self) -> None:
        self.pieces += self.word_list.take(self.notes)

    def inside(self, tag: Tag, look: Look) -> list[Piece]:
        """The pieces within an element, apart from those of this reader."""
        reader = Reader(self.notes, self.rules, self.keep_picture)
        reader.children(tag, look)
        return reader.finish()

    # --- Elements ------------------------------------------------------------------------------

    def children(self, tag: Tag, look: Look) -> None:
        for child in list(tag.children):
            self.node(child, look)

    def node(self, node: PageElement, look: Look) -> None:
        if isinstance(node, Tag):
            self.element(node, look)
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            self.runs.append(run_of(str(node), look))

    def element(self, tag: Tag, look: Look) -> None:
        name = tag.name.lower()
        if name in SILENT:
            return
        style = style_of(tag, self.rules)
        if is_hidden(tag, style):
            if text := tag.get_text(" ", strip=True):
                self.notes.add("hidden", text)
            return
        if style.get("mso-list") == "ignore":
            return  # the bullet or number that Word writes out before an item
        classes = {str(one).lower() for one in tag.get_attribute_list("class")}
        if "mw-editsection" in classes:
            self.notes.add("edit_link", tag.get_text(" "))
            return
        if is_back_link(tag):
            self.notes.add("back_link", tag.get_text(" "))
            return
        look = look_of(tag, style, look)
        level = self.heading_level(tag, name, classes)
        if level is not None:
            self.heading(tag, level, look)
        elif handler := HANDLERS.get(name):
            handler(self, tag, look)
        elif (item := word_level(style)) and not tag.find(["p", "div", "table"]):
            self.flush()
            runs = tidy(self.line(tag, look))
            if runs:
                self.word_list.add(item, marker_of(tag), runs)
        elif name in BLOCKS:
            self.block(tag, look, bool(classes & CAPTIONS) or name in ("figcaption", "caption"))
        else:
            if "apple-converted-space" in classes:
                self.runs.append(Run(tag.get_text().replace("\xa0", " "), look))
                return
            self.children(tag, look)

    def block(self, tag: Tag, look: Look, is_caption: bool) -> None:
        self.flush()
        before, self.is_caption = self.is_caption, is_caption or self.is_caption
        self.children(tag, look)
        self.flush()
        self.is_caption = before

    def line(self, tag: Tag, look: Look) -> list[Run]:
        """The text of an element as one line. Pictures and the like in it come before."""
        line: list[list[Run]] = []
        for piece in self.inside(tag, look):
            if isinstance(piece, Picture):
                self.add(piece)
            else:
                line += lines_of(piece)
        return joined(line)

    # --- Headings ------------------------------------------------------------------------------

    def heading_level(self, tag: Tag, name: str, classes: set[str]) -> int | None:
        if name in ("p", "h1") and classes & TITLES:
            return 0
        if HEADING.fullmatch(name):
            return int(name[1])
        if tag.get("role") == "heading":
            level = str(tag.get("aria-level") or "2")
            return int(level) if level in tuple("123456") else 2
        return None

    def heading(self, tag: Tag, level: int, look: Look) -> None:
        self.flush()
        if marker := marker_of(tag):
            self.notes.add("heading_number", marker)
        runs = self.line(tag, replace(look, bold=False, size=None))
        runs = [replace(run, look=replace(run.look, bold=False)) for run in runs]
        runs = [Run(" ") if run.text == LINE_END else run for run in runs]
        if runs := tidy(runs):
            self.add(Heading(level, runs))

    # --- Pictures and the like -----------------------------------------------------------------

    def line_break(self, tag: Tag, look: Look) -> None:
        self.runs.append(Run(LINE_END, look))
        self.children(tag, look)

    def link(self, tag: Tag, look: Look) -> None:
        self.children(tag, replace(look, href=address_of(tag, self.notes) or look.href))

    def picture(self, tag: Tag, look: Look) -> None:
        alt = " ".join(str(tag.get("alt") or "").split())
        name = self.keep_picture(str(tag.get("src") or ""), alt) if self.keep_picture else None
        if name:
            self.add(Picture(name, alt))
        else:
            self.notes.add("picture", alt)
        self.children(tag, look)

    def media(self, tag: Tag, look: Look) -> None:
        source = tag.get("src") or tag.get("data") or ""
        self.notes.add("media", str(tag.get("title") or "") or str(source)[:200])
        self.children(tag, look)

    def control(self, tag: Tag, look: Look) -> None:
        if tag.get("type") not in ("hidden", "checkbox", "radio"):
            self.notes.add("control", f"{tag.get('value') or ''} {tag.get_text(' ')}")

    def strays(self, tag: Tag, look: Look, taken: set[int]) -> None:
        """Reads what stands in a list or table beside the parts that were read already."""
        for child in list(tag.children):
            if id(child) in taken:
                continue
            if isinstance(child, Tag) and any(id(one) in taken for one in child.find_all(True)):
                self.strays(child, look, taken)
            else:
                self.node(child, look)


HANDLERS: dict[str, Callable[[Reader, Tag, Look], None]] = {
    "a": Reader.link,
    "blockquote": quotations.read,
    "br": Reader.line_break,
    "dl": lists.read_terms,
    "img": Reader.picture,
    "li": lists.read_item,
    "ol": lists.read_list,
    "table": table_elements.read,
    "ul": lists.read_list,
    **dict.fromkeys(MEDIA, Reader.media),
    **dict.fromkeys(CONTROLS, Reader.control),
}
