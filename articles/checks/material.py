"""An article taken apart: its texts, links, pictures and pages linked to, in a fixed number of queries."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

from wagtail.models import Page

from .. import reading
from ..privacy import is_private
from .findings import Item, Place


@dataclass(frozen=True)
class Text:
    """A text of the article. Running text is HTML as it is stored."""

    place: Place
    source: str
    is_rich: bool = True

    @cached_property
    def plain(self) -> str:
        if not self.is_rich:
            return self.source
        return " ".join(reading.plain(self.source.replace("\xa0", " ")).split())


@dataclass(frozen=True)
class Link:
    """A link in a running text: to a page of ours, or to an address."""

    place: Place
    words: str
    page_id: int | None = None
    address: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture where it stands, with the words that take its place for the blind."""

    place: Place
    alt_place: Place
    image: object
    alt: str
    decorative: bool = False
    is_lead: bool = False


class _Links(HTMLParser):
    """Collects the links of a stored text: attributes and words."""

    def __init__(self):
        super().__init__()
        self.found: list[tuple[dict, str]] = []
        self._open: dict | None = None
        self._words = ""

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self._open, self._words = dict(attrs), ""

    def handle_data(self, data):
        self._words += data

    def handle_endtag(self, tag):
        if tag == "a" and self._open is not None:
            self.found.append((self._open, " ".join(self._words.split())))
            self._open = None


class Material:
    """What the checks look at."""

    def __init__(self, page, has_authors: bool | None = None):
        self.page = page
        self._has_authors = has_authors

    @cached_property
    def has_authors(self) -> bool:
        """Whether there is an author. A form knows better than the page that it will change."""
        if self._has_authors is not None:
            return self._has_authors
        return bool(self.page.article_authors.all())

    @cached_property
    def sections(self) -> list[tuple[Place, object]]:
        return [(("body", step), block.value) for step, block in _steps(self.page.body)]

    @cached_property
    def blocks(self) -> list[tuple[Place, str, object]]:
        """The blocks within the sections: place, kind, value."""
        return [
            ((*place, "content", step), block.block_type, block.value)
            for place, section in self.sections
            for step, block in _steps(section["content"])
        ]

    def blocks_of(self, section: Place) -> list[tuple[Place, str, object]]:
        """The blocks within one section."""
        return [block for block in self.blocks if block[0][: len(section)] == section]

    @cached_property
    def questions(self) -> list[tuple[Place, object]]:
        return [(("faq", step), block.value) for step, block in _steps(self.page.faq)]

    @cached_property
    def texts(self) -> list[Text]:
        """Every text that readers see."""
        return [text for text in self._texts() if text.source]

    def _texts(self) -> Iterator[Text]:
        page = self.page
        yield Text(("title",), page.title, is_rich=False)
        yield Text(("short_answer",), page.short_answer or "")
        for place, section in self.sections:
            yield Text((*place, "heading"), section["heading"] or "", is_rich=False)
        for place, kind, value in self.blocks:
            yield from block_texts(place, kind, value)
        yield Text(("conclusion",), page.conclusion or "")
        for place, value in self.questions:
            yield Text((*place, "question"), value["question"] or "", is_rich=False)
            yield Text((*place, "answer"), _source(value["answer"]))
        for step, block in _steps(page.sources):
            yield Text(("sources", step), _source(block.value))
        yield Text(("lead_image_caption",), page.lead_image_caption, is_rich=False)
        yield Text(("call_to_action_heading",), page.call_to_action_heading, is_rich=False)
        yield Text(("call_to_action_text",), page.call_to_action_text or "")

    @cached_property
    def links(self) -> list[Link]:
        return list(self._links())

    def _links(self) -> Iterator[Link]:
        for text in self.texts:
            if not text.is_rich or "<a" not in text.source:
                continue
            parser = _Links()
            parser.feed(text.source)
            for attrs, words in parser.found:
                number = attrs.get("id") or ""
                is_page = attrs.get("linktype") == "page" and number.isdecimal()
                page_id = int(number) if is_page else None
                yield Link(text.place, words, page_id, attrs.get("href") or "")

    @cached_property
    def linked_pages(self) -> dict[int, Page]:
        """The pages that the article links to, each with ``is_private``."""
        ids = {link.page_id for link in self.links if link.page_id}
        if not ids:
            return {}
        pages = Page.objects.filter(pk__in=ids).annotate(is_private=is_private())
        return {page.pk: page for page in pages}

    @cached_property
    def pictures(self) -> list[Picture]:
        return list(self._pictures())

    def _pictures(self) -> Iterator[Picture]:
        page = self.page
        if image := page.lead_image:
            alt = page.lead_image_alt or getattr(image, "description", "")
            yield Picture(("lead_image",), ("lead_image_alt",), image, alt, is_lead=True)
        for place, kind, value in self.blocks:
            if kind == "image" and (image := value["image"]):
                alt = image.contextual_alt_text or ""
                here = (*place, "image")
                yield Picture(
                    (*here, "image"), (*here, "alt_text"), image, alt, bool(image.decorative)
                )


def block_texts(place: Place, kind: str, value) -> Iterator[Text]:
    """The texts of a section's block."""
    if kind == "paragraph":
        yield Text(place, _source(value))
    elif kind == "term_list":
        words = " ".join(f"{entry['term']} {entry['explanation']}" for entry in value["terms"])
        yield Text((*place, "terms"), words, is_rich=False)
    elif kind == "timeline":
        words = " ".join(f"{entry['date']} {entry['text']}" for entry in value["events"])
        yield Text((*place, "events"), words, is_rich=False)
    elif kind == "table":
        if table := value["table"]:
            cells = (str(cell.value or "") for row in table.rows for cell in row)
            yield Text((*place, "table"), " ".join(cells), is_rich=False)
    else:
        for name in ("figure", "text", "caption", "title", "description"):
            if words := value.get(name):
                yield Text((*place, name), words, is_rich=False)
        if transcript := value.get("transcript"):
            yield Text((*place, "transcript"), _source(transcript))


def words(text: str) -> int:
    """How many words a text has."""
    return len(re.findall(r"\w+(?:[’'-]\w+)*", html.unescape(text)))


def _steps(stream) -> Iterator[tuple[Item, object]]:
    for index, block in enumerate(stream or ()):
        yield Item(index, str(block.id or "")), block


def _source(rich_text) -> str:
    return rich_text.source if rich_text else ""
