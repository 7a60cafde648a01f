"""Parses a query: its words, its phrases in quotation marks, and the words to leave out."""

import re
from dataclasses import dataclass
from functools import cached_property

from . import words

MAX_LENGTH = 200
#: A query with more words is no question. The search ignores the rest.
MAX_WORDS = 16
#: Turns other forms of the quotation mark and of the minus into the plain ones.
LOOKALIKES = str.maketrans("“”„«»‟−–", '""""""--')
#: A quotation or the characters between two spaces, with or without a minus before it.
ITEM = re.compile(r'(?<!\S)(-?)"([^"]*)"|(\S+)')


def normalise(text: str) -> str:
    """A query as the search reads it: printable, trimmed, and not too long."""
    printable = "".join(char if char.isprintable() else " " for char in text[: MAX_LENGTH * 20])
    return " ".join(words.composed(printable).split())[:MAX_LENGTH].strip()


@dataclass(frozen=True)
class Question:
    """A parsed query: folded words in their order, and the stems of phrases."""

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def content_words(self) -> list[str]:
        """The words outside phrases that carry the meaning of the query."""
        return words.content_words(list(self.words))

    @cached_property
    def stem_of(self) -> dict[str, str]:
        return {word: words.stem(word) for word in self.content_words}

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems for the ranking, in order. It counts the words of phrases too."""
        quoted = (stem for phrase in self.phrases for stem in phrase)
        return tuple(dict.fromkeys([*self.stem_of.values(), *quoted]))

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.phrases


def parse(text: str) -> Question:
    """Parses a query. Any text can be parsed."""
    plain: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    left = MAX_WORDS
    for minus, quoted, bare in ITEM.findall(text.translate(LOOKALIKES)):
        if bare:
            minus, chunk = ("-", bare[1:]) if re.match(r"-\w", bare) else ("", bare)
        else:
            chunk = quoted
        found = list(words.folded(chunk))[:left]
        left -= len(found)
        if not found:
            continue
        stems = tuple(map(words.stem, found))
        if minus:
            excluded.append(stems)
        elif bare:
            plain += found
        else:
            phrases.append(stems)
    return Question(text, tuple(plain), tuple(phrases), tuple(excluded))
