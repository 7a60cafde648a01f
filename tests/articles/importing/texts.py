"""What a reader sees of HTML, and what the editor gets of it: found without the code under test."""

import re
import unicodedata
from html.parser import HTMLParser

from articles.blocks import ArticleBody

BODY = ArticleBody(required=False)
INLINE = {"b", "i", "em", "strong", "span", "sub", "sup", "a", "font", "o:p", "cite"}
UNSEEN = {"script", "style", "title", "template", "xml"}
#: The bullets and numbers that Word writes out: they become lists, and numbers of sections.
MARKERS = re.compile(r"<!\[if !supportLists\]>.*?<!\[endif\]>", re.DOTALL)


class Seen(HTMLParser):
    """Collects what stands between the tags."""

    def __init__(self):
        super().__init__()
        self.unseen, self.parts = [], []

    def handle_starttag(self, tag, attrs):
        if tag in UNSEEN:
            self.unseen.append(tag)
        if tag not in INLINE:
            self.parts.append(" ")

    def handle_endtag(self, tag):
        if tag in UNSEEN and tag in self.unseen:
            self.unseen.remove(tag)
        if tag not in INLINE:
            self.parts.append(" ")

    def handle_data(self, data):
        if not self.unseen:
            self.parts.append(data)


def words(text: str) -> list[str]:
    """The words of a text; raised and lowered letters are as good as others."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).replace("\xad", ""))


def seen(html: str) -> str:
    parser = Seen()
    parser.feed(MARKERS.sub("", html))
    return "".join(parser.parts)


def texts(value) -> list[str]:
    """All texts in a block's value as the database keeps it, without addresses."""
    if isinstance(value, dict):
        kept = [part for key, part in value.items() if key not in ("id", "type")]
        return [text for part in kept for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    if not isinstance(value, str):
        return []
    value = re.sub(r"</?(?:b|i|sub|sup|a)\b[^>]*>", "", value)
    return [re.sub(r"<[^>]*>", " ", value).replace("&amp;", "&").replace("&lt;", "<")]


def check(blocks: list[dict]) -> None:
    """Fails if the form would refuse one of the sections for more than that nothing stands in it."""
    BODY.clean(BODY.to_python([one for one in blocks if one["value"]["content"]]))
