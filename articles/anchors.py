"""Anchors: the address of a section or a question within its page.

The site makes an anchor once from the heading and stores it with the block, so links go on working
when an editor reorders sections or edits text.
"""

import unicodedata
from collections.abc import Iterable

from django.utils.text import slugify

MAX_LENGTH = 60

#: Ids that the article's own template uses.
RESERVED = frozenset(
    {
        "answer", "conclusion", "contents", "discussion", "faq", "main", "menu", "related",
        "search", "sources", "top",
    }
)  # fmt: skip


def anchor_for(text: str) -> str:
    """A short, readable anchor for a heading in any script; empty if it has no letters at all."""
    decomposed = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    anchor = slugify(plain, allow_unicode=True)
    if len(anchor) > MAX_LENGTH:
        cut = anchor[: MAX_LENGTH + 1]
        anchor = cut.rsplit("-", 1)[0] if "-" in cut else anchor[:MAX_LENGTH]
    return anchor


def assign_anchors(values: Iterable, heading: str, fallback: str, taken: set[str]) -> None:
    """Give every block value an anchor that is not in ``taken``.

    ``heading`` names the field that the anchor is made from. An anchor that an editor typed or an
    earlier save stored stays, unless a block before has it (an editor duplicated the section).
    """
    for value in values:
        base = anchor_for(value.get("anchor") or value.get(heading) or "") or fallback
        anchor, number = base, 2
        while anchor in taken:
            anchor, number = f"{base}-{number}", number + 1
        taken.add(anchor)
        value["anchor"] = anchor
