"""The running text of an article, and the time that a reader needs for it."""

import html
import math
import re
from collections.abc import Iterator

from django.utils.html import strip_tags

#: Words of English non-fiction that adults read silently in a minute, as Brysbaert (2019) found.
WORDS_PER_MINUTE = 238


#: The tags at which a line of text ends.
LINES = re.compile(r"</?(p|li|ul|ol|h\d|br|hr|blockquote)\b[^>]*>", re.IGNORECASE)


def plain(rich_text: str) -> str:
    """The words of a rich text, with a space where a paragraph, an item or a line ends."""
    return " ".join(html.unescape(strip_tags(LINES.sub(" ", rich_text))).split())


def minutes(text: str) -> int:
    """Whole minutes for a text, one at least."""
    return max(1, math.ceil(len(text.split()) / WORDS_PER_MINUTE))


def article_text(page) -> str:
    """The running words of an article, without markup."""
    return " ".join(strip_tags(part).replace("&nbsp;", " ") for part in _parts(page))


def _parts(page) -> Iterator[str]:
    yield page.short_answer
    for block in page.body:
        yield block.value.get("heading") or ""
        yield from _block_texts(block.value.get("content") or [])
    yield page.conclusion
    for block in page.faq:
        yield block.value.get("question") or ""
        yield _source(block.value.get("answer"))


def _source(rich_text) -> str:
    # A tag ends a word: "one</p><p>two" is two words.
    return rich_text.source.replace("<", " <") if rich_text else ""


def _block_texts(stream) -> Iterator[str]:
    """The text of a section's blocks, without tables and downloads, which nobody reads through."""
    for block in stream:
        value = block.value
        match block.block_type:
            case "paragraph":
                yield _source(value)
            case "term_list":
                for entry in value["terms"]:
                    yield f"{entry['term']} {entry['explanation']}"
            case "timeline":
                for entry in value["events"]:
                    yield f"{entry['date']} {entry['text']}"
            case "quote" | "key_fact":
                yield value["text"] or ""
            case "image":
                yield value["caption"] or ""
