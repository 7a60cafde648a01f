"""Finds the passage of a document that has the answer, and marks the words of the query in it."""

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from . import words
from .models import Document
from .parts import Part

#: The approximate length of a passage, and of its text before the first word that was found.
LENGTH, BEFORE = 240, 60
#: The weight of the text around an article (names, captions), which explains little.
ABOUT_WEIGHT = 0.3


class Passage(NamedTuple):
    """A passage of a document as HTML, with the part that it is from."""

    text: SafeString
    part: Part | None
    #: The number of the section, starting at 1, or None if the passage is from no section.
    section: int | None


class Spot(NamedTuple):
    """A word of a text that the query has too."""

    start: int
    end: int
    stem: str


def spots(text: str, stems: Collection[str]) -> list[Spot]:
    """The places at which the text has words of these stems."""
    return [
        Spot(*found.span(), stem)
        for found in words.WORD.finditer(text)
        if (stem := words.stem_of(found[0])) in stems
    ]


def marked(text: str, stems: Collection[str]) -> SafeString:
    """The text with those words marked."""
    return _marked(text, spots(text, stems), 0, len(text))


def _marked(text: str, found: list[Spot], start: int, end: int) -> SafeString:
    pieces: list[str] = []
    place = start
    for spot in found:
        if spot.start < place or spot.end > end:
            continue
        pieces += escape(text[place : spot.start]), "<mark>", escape(text[spot.start : spot.end])
        pieces.append("</mark>")
        place = spot.end
    pieces.append(escape(text[place:end]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece of text is escaped above


def best(document: Document, weights: dict[str, float]) -> Passage:
    """The passage with most of the query's words, or the beginning of the text if none has any."""
    stems = {stem for stem, weight in weights.items() if weight}
    chosen, most, number = None, 0.0, 0
    for part in map(Part._make, document.parts):
        number += part.kind == "section"
        found = spots(part.text, stems)
        window, worth = _window(found, weights)
        # A heading with words of the query says that its text is about them.
        heading = {spot.stem for spot in spots(part.heading, stems)} if part.heading else set()
        worth += 0.5 * sum(weights[stem] for stem in heading)
        worth *= ABOUT_WEIGHT if part.kind == "about" else 1.0
        if worth > most:
            most = worth
            chosen = (part, found, window, number if part.kind == "section" else None)
    if chosen is None:
        first = next(map(Part._make, document.parts), None)
        return Passage(_cut(first.text if first else "", [], 0), None, None)
    part, found, window, section = chosen
    return Passage(_cut(part.text, found, window), part, section)


def _window(found: list[Spot], weights: dict[str, float]) -> tuple[int, float]:
    """The beginning of the passage with the most important words, and the sum of their weights."""
    best_start, most = 0, 0.0
    for index, first in enumerate(found):
        seen: Counter[str] = Counter()
        worth = 0.0
        for spot in found[index:]:
            if spot.end - first.start > LENGTH - BEFORE:
                break
            # A word that comes again counts a little, because the passage is about it. A word that
            # comes often does not, because that may be a table.
            worth += weights[spot.stem] * (1.0, 0.1, 0.0)[min(seen[spot.stem], 2)]
            seen[spot.stem] += 1
        if worth > most:
            best_start, most = first.start, worth
    return best_start, most


def _cut(text: str, found: list[Spot], around: int) -> SafeString:
    """A passage around a place, from the beginning of a sentence or word to the end of one."""
    start = max(0, around - BEFORE)
    if start:
        sentence = max(text.rfind(mark, start, around) for mark in (". ", "! ", "? "))
        start = sentence + 2 if sentence > 0 else text.find(" ", start, around) + 1 or around
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start) or end
        end = end if end > start else min(len(text), start + LENGTH)
    middle = _marked(text, [spot for spot in found if spot.start >= start], start, end)
    return mark_safe(("… " if start else "") + middle + (" …" if end < len(text) else ""))  # noqa: S308
