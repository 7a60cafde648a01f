"""Splits the text of a page or author into parts that weigh differently and have anchors."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.html import strip_tags
from wagtail.rich_text import RichText

#: Tags that begin or end a line.
LINES = re.compile(r"</?(?:p|li|br|h\d|ul|ol|hr|embed)\b", re.IGNORECASE)
#: After these a text needs no other separator.
STOPS = tuple(".!?…:;,–—")
#: What parts the lines of a text, and the cells of a row.
LINE, CELL = "; ", " · "


class Part(NamedTuple):
    """A part of a text: its kind, the anchor that leads there, its heading, and its text.

    Kinds: ``answer``, ``section``, ``question`` (of the FAQ, its heading is the question),
    ``conclusion``, ``source`` and ``about`` (authors, tags and captions around the text).
    """

    kind: str
    anchor: str
    heading: str
    text: str


def plain(rich_text: RichText | str | None) -> str:
    """A rich text as plain text, which reads on where a paragraph or a line ended."""
    source = rich_text.source if isinstance(rich_text, RichText) else rich_text or ""
    lines = LINES.sub(r"\n\g<0>", source.replace("\n", " "))
    return joined(html.unescape(strip_tags(lines)).split("\n"))


def joined(texts: Iterable[str | None]) -> str:
    """Texts as one. Where one ends without punctuation, a semicolon parts it from the next."""
    whole = ""
    for text in texts:
        if text := " ".join((text or "").split()):
            # A quotation mark or a bracket may follow the full stop.
            ended = whole.rstrip("\"'”’»)]").endswith(STOPS)
            whole += ((" " if ended else LINE) if whole else "") + text
    return whole


def of_article(page) -> Iterator[Part]:
    """An article's parts. ``page`` is as readers see it."""
    yield Part("answer", "answer", "", plain(page.short_answer))
    yield from of_sections(page.body)
    yield Part("conclusion", "conclusion", "", plain(page.conclusion))
    for block in page.faq:
        yield Part(
            "question",
            block.value.get("anchor") or "faq",
            block.value.get("question") or "",
            plain(block.value.get("answer")),
        )
    yield Part("source", "sources", "", joined(plain(block.value) for block in page.sources))
    names = [author.name for author in page.authors] + [tag.name for tag in page.tag_list]
    picture = (page.lead_image_caption, page.lead_image_credit, page.lead_image_alt)
    yield Part("about", "", "", joined([*picture, *names]))


def of_sections(stream) -> Iterator[Part]:
    """The sections of a stream, in order."""
    for block in stream:
        content = block.value.get("content") or []
        texts = [text for kind, value in _stored(content) for text in _block_texts(kind, value)]
        yield Part(
            "section",
            block.value.get("anchor") or "",
            block.value.get("heading") or "",
            joined(texts),
        )


def of_other(page) -> Iterator[Part]:
    """A topic's or a standard page's parts."""
    yield Part("answer", "", "", plain(page.introduction))
    yield from of_sections(getattr(page, "body", ()))


def of_author(author) -> Iterator[Part]:
    yield Part("answer", "", "", plain(author.biography))
    yield Part("about", "", "", author.role)


def _stored(stream) -> Iterator[tuple[str, object]]:
    """Kind and value of each block. Pictures and videos have their stored form, so nothing is loaded."""
    for child, raw in zip(stream, getattr(stream, "raw_data", ()), strict=False):
        kind = child.block_type
        yield kind, (raw["value"] if kind in ("image", "video") else child.value)


def _block_texts(kind: str, value) -> Iterator[str | None]:
    """Every text of a block that a reader sees on the page."""
    match kind:
        case "paragraph":
            yield plain(value)
        case "term_list":
            for entry in value["terms"]:
                yield f"{entry['term']}: {entry['explanation']}"
        case "quote":
            yield from (value["text"], value["source"], value["work"])
        case "key_fact":
            yield f"{value['figure']} {value['text']}"
        case "image":
            yield (value.get("image") or {}).get("alt_text")
            yield from (value.get("caption"), value.get("credit"))
        case "video":
            yield from (value.get("title"), value.get("caption"), plain(value.get("transcript")))
        case "table":
            yield from _table(value)
        case "timeline":
            yield value["title"]
            for event in value["events"]:
                yield f"{event['date']}: {event['text']}"
        case "document":
            yield value["title"] or getattr(value["document"], "title", "")
            yield value["description"]


def _table(value) -> Iterator[str | None]:
    table = value["table"]
    if table:
        yield table.caption
        yield _row(column["heading"] for column in table.columns)
        for row in table.rows:
            yield _row(str(cell.value or "") for cell in row)
    yield value["note"]


def _row(cells: Iterable[str]) -> str:
    return CELL.join(filter(None, (" ".join(cell.split()) for cell in cells)))
