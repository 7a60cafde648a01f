"""The links of a page: in its running texts, and those that were chosen in blocks."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

#: What a section or a question is called by those who look for it.
NAMES = ("heading", "question", "title")


class Link(NamedTuple):
    """One link: to a page or document by its number, or to an address."""

    place: str
    words: str = ""
    page: int | None = None
    document: int | None = None
    href: str = ""


class _Links(HTMLParser):
    """Collects the links of a running text as it is stored."""

    def __init__(self):
        super().__init__()
        self.found: list[tuple[dict, list[str]]] = []
        self.is_open = False

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.found.append((dict(attrs), []))
            self.is_open = True

    def handle_endtag(self, tag):
        if tag == "a":
            self.is_open = False

    def handle_data(self, data):
        if self.is_open:
            self.found[-1][1].append(data)


def of_page(page: Page) -> Iterator[Link]:
    """All links of a page, in the order of its fields."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            place = str(capfirst(field.verbose_name))
            yield from _in_text(getattr(page, field.name) or "", place)
        elif isinstance(field, StreamField):
            yield from _in_stream(field, getattr(page, field.name))


def _in_stream(field: StreamField, stream) -> Iterator[Link]:
    for raw, block in zip(stream.get_prep_value(), stream, strict=True):
        place = _place(field, raw["value"])
        links = [link for text in _texts(raw["value"]) for link in _in_text(text, place)]
        yield from links
        yield from _chosen(block.block, block.value, place, links)


def _place(field: StreamField, value) -> str:
    names = (value.get(name) for name in NAMES) if isinstance(value, dict) else ()
    name, label = next(filter(None, names), ""), str(capfirst(field.verbose_name))
    return _("%(field)s: “%(name)s”") % {"field": label, "name": name} if name else label


def _texts(value) -> Iterator[str]:
    """All texts with links in them, however deep they lie."""
    if isinstance(value, str):
        if "<a " in value:
            yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _in_text(html: str, place: str) -> Iterator[Link]:
    parser = _Links()
    parser.feed(html)
    for attrs, data in parser.found:
        words = re.sub(r"\s+", " ", "".join(data)).strip()
        kind, number = attrs.get("linktype"), str(attrs.get("id", ""))
        if kind == "page" and number.isdecimal():
            yield Link(place, words, page=int(number))
        elif kind == "document" and number.isdecimal():
            yield Link(place, words, document=int(number))
        elif attrs.get("href"):
            yield Link(place, words, href=attrs["href"])


def _chosen(block, value, place: str, known: list[Link]) -> Iterator[Link]:
    """Pages and documents that a block refers to in another way than by a link in its text."""
    pages, documents = {link.page for link in known}, {link.document for link in known}
    for model, number, *_path in block.extract_references(value):
        if not str(number).isdecimal():
            continue
        if issubclass(model, Page) and int(number) not in pages:
            yield Link(place, page=int(number))
        elif issubclass(model, get_document_model()) and int(number) not in documents:
            yield Link(place, document=int(number))
