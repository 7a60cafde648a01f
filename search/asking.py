"""Parses a query: its words, its phrases in quotation marks, and the words to leave out."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from . import spellings, words
from .synonyms import Form, Synonyms

MAX_LENGTH = 200
#: A query with more words is no question. The search ignores the rest.
MAX_WORDS = 16
#: Turns other forms of the quotation mark and of the minus into the plain ones.
LOOKALIKES = str.maketrans("“”„«»‟−–", '""""""--')
#: A quotation or the characters between two spaces, with or without a minus before it.
ITEM = re.compile(r'(?<!\S)(-?)"([^"]*)"|(\S+)')
#: What may stand between the words of a compound: D-Day, U.S.S.R., 9/11, 1,000.
JOINTS = frozenset("-‐‑./,:")


def normalise(text: str) -> str:
    """A query as the search reads it: printable, trimmed, and not too long."""
    printable = "".join(map(_printable, text[: MAX_LENGTH * 20]))
    return " ".join(words.composed(printable).split())[:MAX_LENGTH].strip()


def _printable(char: str) -> str:
    if char.isprintable() or char in "\u200c\u200d":  # joiners, which some scripts need in a word
        return char
    # Nobody sees a soft hyphen or a mark of direction, so that it parts no word.
    return "" if unicodedata.category(char) == "Cf" else " "


class Term(NamedTuple):
    """A word of a query, or a compound such as D-Day, with all that means the same."""

    #: The word folded, and as it was typed.
    word: str
    typed: str
    #: Its own stems first, then those of other spellings and synonyms.
    forms: tuple[Form, ...]

    @property
    def says_little(self) -> bool:
        """Whether it is a single letter or digit, which alone is no reason to show a page."""
        return len(self.word) == 1 and self.word.isascii()


@dataclass(frozen=True)
class Question:
    """A parsed query: folded words in their order, and the stems of phrases."""

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[Form, ...] = ()
    excluded: tuple[Form, ...] = ()
    #: The words as they were typed, and the places of compounds among them.
    typed: tuple[str, ...] = ()
    compounds: tuple[range, ...] = ()
    synonyms: Synonyms = field(default_factory=Synonyms, compare=False)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The words outside phrases that carry the meaning of the query, each stem once."""
        return _unique(self._terms())

    def _terms(self) -> Iterator[Term]:
        meanings = set(words.content_words(list(self.words)))
        compounds = {compound.start: compound for compound in self.compounds}
        place = 0
        while place < len(self.words):
            span = compounds.get(place, range(place, place + 1))
            parts = self.words[span.start : span.stop]
            if len(parts) > 1:
                own, joined = tuple(map(words.stem, parts)), "".join(parts)
                # “E-mail” is “email”, but “U.S.” is not “us”.
                spelled = [] if joined in words.STOP_WORDS else [(words.stem(joined),)]
                forms = tuple(dict.fromkeys([own, *spelled, *self.alike[place][1:]]))
                yield Term("-".join(parts), self.typed[place], forms)
            elif parts[0] in meanings:
                yield Term(parts[0], self.typed[place], self.alike[place])
            place = span.stop

    @cached_property
    def alike(self) -> list[tuple[Form, ...]]:
        """For each word its own stem, the stem of its other spelling, and its synonyms."""
        stems = [words.stem(word) for word in self.words]
        found: list[list[Form]] = []
        for word, stem in zip(self.words, stems, strict=True):
            other = spellings.other(word)
            found.append([(stem,), (other,)] if other else [(stem,)])
        for start, end, others in self.synonyms.spans(stems):
            for place in range(start, end):
                # A form that has the word itself is found by the word.
                found[place] += [form for form in others if stems[place] not in form]
        return [tuple(dict.fromkeys(forms)) for forms in found]

    @cached_property
    def content_words(self) -> list[str]:
        """The words of the terms."""
        return [term.word for term in self.terms]

    @cached_property
    def wanted(self) -> tuple[Term, ...]:
        """The terms for the ranking, in order, with the words of phrases."""
        quoted = [Term(stem, stem, ((stem,),)) for phrase in self.phrases for stem in phrase]
        return _unique([*self.terms, *quoted])

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.phrases


def _unique(terms: Iterable[Term]) -> tuple[Term, ...]:
    first: dict[Form, Term] = {}
    for term in terms:
        first.setdefault(term.forms[0], term)
    return tuple(first.values())


def parse(text: str, synonyms: Synonyms | None = None) -> Question:
    """Parses a query. Any text can be parsed."""
    plain: list[tuple[str, str]] = []
    compounds: list[range] = []
    phrases: list[Form] = []
    excluded: list[Form] = []
    left = MAX_WORDS
    for minus, quoted, bare in ITEM.findall(text.translate(LOOKALIKES)):
        if bare:
            minus, chunk = ("-", bare[1:]) if re.match(r"-\w", bare) else ("", bare)
        else:
            chunk = quoted
        found = [(word, typed) for typed in words.found_in(chunk) if (word := words.fold(typed))]
        found = found[:left]
        left -= len(found)
        if not found:
            continue
        stems = tuple(words.stem(word) for word, _ in found)
        if minus:
            excluded.append(stems)
        elif not bare:
            phrases.append(stems)
        else:
            if compound := _compound(chunk):
                compounds.append(range(len(plain), len(plain) + len(found)))
                found = [(word, compound) for word, _ in found]
            plain += found
    folded, typed = zip(*plain, strict=True) if plain else ((), ())
    return Question(
        text,
        folded,
        tuple(phrases),
        tuple(excluded),
        typed,
        tuple(compounds),
        synonyms or Synonyms(),
    )


def _compound(chunk: str) -> str:
    """The words of a compound that is one word: it has a single letter or digit (D-Day, U.S.S.R.)."""
    found = list(words.WORD.finditer(chunk))
    joints = [chunk[a.end() : b.start()] for a, b in zip(found, found[1:], strict=False)]
    single = any(len(word := words.fold(match[0])) == 1 and word.isascii() for match in found)
    if not joints or not single or not JOINTS.issuperset(joints):
        return ""
    return chunk[found[0].start() : found[-1].end()]
