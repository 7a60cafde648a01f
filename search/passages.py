"""Finds the passage of a document that has the answer, and marks the words of the query in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from . import words
from .models import Document
from .parts import Part
from .ranking import Wanted
from .synonyms import Form

#: The approximate length of a passage, and of its text before the first word that was found.
LENGTH, BEFORE = 240, 60
#: The weight of the text around an article (names, captions), which explains little, and of sources,
#: whose titles only name what the text explains.
KIND_WEIGHTS = {"about": 0.3, "source": 0.2}


class Passage(NamedTuple):
    """A passage of a document as HTML, with the part that it is from."""

    text: SafeString
    part: Part | None
    #: The number of the section, starting at 1, or None if the passage is from no section.
    section: int | None


class Spot(NamedTuple):
    """A place of a text that has a form of one or more terms of the query."""

    start: int
    end: int
    #: The numbers of the terms.
    terms: tuple[int, ...]


class Finder:
    """Finds the terms of a query in texts."""

    def __init__(self, wanted: Sequence[Wanted]):
        self.weights = [term.weight for term in wanted]
        terms: dict[Form, list[int]] = {}
        for number, term in enumerate(wanted):
            for form in term.forms:
                terms.setdefault(form, []).append(number)
        #: Forms of a single word, and longer ones by their first word, the longest first.
        self._single = {form[0]: tuple(of) for form, of in terms.items() if len(form) == 1}
        self._longer: dict[str, list[tuple[Form, tuple[int, ...]]]] = {}
        for form in sorted(terms, key=len, reverse=True):
            if len(form) > 1:
                self._longer.setdefault(form[0], []).append((form, tuple(terms[form])))

    def spots(self, text: str) -> list[Spot]:
        """The places at which the text has a term."""
        if self._longer:
            return list(self._spots_of_any_length(text))
        return [
            Spot(*found.span(), terms)
            for found in words.WORD.finditer(text)
            if (terms := self._single.get(words.stem_of(found[0])))
        ]

    def _spots_of_any_length(self, text: str) -> Iterator[Spot]:
        found = [(match, words.stem_of(match[0])) for match in words.WORD.finditer(text)]
        found = [(match, stem) for match, stem in found if stem]
        place = 0
        while place < len(found):
            match, stem = found[place]
            for form, terms in self._longer.get(stem, ()):
                run = found[place : place + len(form)]
                if tuple(stem for _, stem in run) == form:
                    yield Spot(match.start(), run[-1][0].end(), terms)
                    place += len(form)
                    break
            else:
                if terms := self._single.get(stem, ()):
                    yield Spot(*match.span(), terms)
                place += 1


def marked(text: str, finder: Finder) -> SafeString:
    """The text with the terms marked."""
    return _marked(text, finder.spots(text), 0, len(text))


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


def best(document: Document, finder: Finder) -> Passage:
    """The passage with most of the query's words, or the beginning of the text if none has any."""
    chosen, most, number = None, 0.0, 0
    for part in map(Part._make, document.parts):
        number += part.kind == "section"
        found = finder.spots(part.text)
        window, worth = _window(found, finder.weights)
        # A heading with words of the query says that its text is about them.
        heading = {term for spot in finder.spots(part.heading) for term in spot.terms}
        worth += 0.5 * sum(finder.weights[term] for term in heading)
        worth *= KIND_WEIGHTS.get(part.kind, 1.0)
        if worth > most:
            most = worth
            chosen = (part, found, window, number if part.kind == "section" else None)
    first = next(map(Part._make, document.parts), None)
    if chosen is None or (chosen[0].kind == "about" and first and first.text):
        # Names of authors and tags are no sentence: the short answer says more.
        text = first.text if first else ""
        return Passage(_cut(text, finder.spots(text), 0), None, None)
    part, found, window, section = chosen
    return Passage(_cut(part.text, found, window), part, section)


def _window(found: list[Spot], weights: Sequence[float]) -> tuple[int, float]:
    """The beginning of the passage with the most important words, and the sum of their weights."""
    best_start, most = 0, 0.0
    for index, first in enumerate(found):
        seen: Counter[int] = Counter()
        worth = 0.0
        for spot in found[index:]:
            if spot.end - first.start > LENGTH - BEFORE:
                break
            # A word that comes again counts a little, because the passage is about it. A word that
            # comes often does not, because that may be a table.
            for term in spot.terms:
                worth += weights[term] * (1.0, 0.1, 0.0)[min(seen[term], 2)]
                seen[term] += 1
        if worth > most:
            best_start, most = first.start, worth
    return best_start, most


def _cut(text: str, found: list[Spot], around: int) -> SafeString:
    """A passage around a place, from the beginning of a sentence, a line or a word to the end of one."""
    start = max(0, min(around - BEFORE, len(text) - LENGTH))
    if start:
        sentence = max(text.rfind(mark, start, around) for mark in (". ", "! ", "? "))
        line = text.find("; ", start, around)  # of a list, or a row of a table
        begun = sentence if sentence > 0 else line
        start = begun + 2 if begun > 0 else text.find(" ", start, around) + 1 or around
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start) or end
        end = end if end > start else min(len(text), start + LENGTH)
    middle = _marked(text, [spot for spot in found if spot.start >= start], start, end)
    return mark_safe(("… " if start else "") + middle + (" …" if end < len(text) else ""))  # noqa: S308
