"""Where the links of a foreign text lead, and which of them can be kept."""

import re
from urllib.parse import parse_qs, urlsplit

from bs4 import Tag

from .notes import Notes

SCHEMES = ("http", "https", "mailto", "tel", "ftp")
#: What programs call the place of a note within a text.
NOTE = re.compile(
    r"_?(?:(?:ftn|edn|sdfootnote|sdendnote|cite_note|footnote|endnote)[-:.\w]*|fn[-:_]?\d+)", re.I
)
BACK = re.compile(
    r"_?(?:ftnref|ednref|sd(?:foot|end)note\d+anc|cite_ref|(?:foot|end)note-ref|fnref)[-:.\w]*",
    re.I,
)
BACK_CLASSES = {"mw-cite-backlink", "footnote-backref", "footnote-back"}
ARROWS = re.compile(r"[\s^↑↩↵⬆︎️\xa0]*")


def _parts(href: str):
    try:
        return urlsplit(href)
    except ValueError:
        return None


def address_of(tag: Tag, notes: Notes) -> str:
    """The address to which a link leads from this site, or "" with a note."""
    href = "".join(str(tag.get("href") or "").split())
    parts = _parts(href)
    if not href or (tag.get_text().strip() == "" and not tag.find("img")):
        return ""
    if parts is None:
        notes.add("bad_link", href)
        return ""
    fragment = parts.fragment
    if fragment and NOTE.fullmatch(fragment) and not BACK.fullmatch(fragment):
        notes.add("footnote", "")
        return ""
    if fragment and BACK.fullmatch(fragment):
        return ""
    if href.startswith("#"):
        notes.add("inner_link", "")
        return ""
    if parts.hostname in ("www.google.com", "google.com") and parts.path == "/url":
        # Google Docs sends readers of a published text through its own address.
        href = parse_qs(parts.query).get("q", [href])[0]
        parts = _parts(href)
    if parts is None or parts.scheme not in SCHEMES:
        notes.add("bad_link", href[:200])
        return ""
    return href


def is_back_link(tag: Tag) -> bool:
    """Whether an element only leads back from a note to its place in the text."""
    if BACK_CLASSES & set(tag.get_attribute_list("class")):
        return True
    return (
        tag.name == "a"
        and "#" in str(tag.get("href") or "")
        and ARROWS.fullmatch(tag.get_text()) is not None
        and tag.get_text().strip() != ""
    )
