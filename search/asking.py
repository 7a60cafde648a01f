"""What a reader typed, understood: words, phrases in quotation marks, and what is not wanted."""

import re
from dataclasses import dataclass
from functools import cached_property

from . import words

MAX_LENGTH = 200
#: More would be a text, not a question; the rest is not looked at.
MOST_WORDS = 16
#: Other forms of the quotation mark and of the minus.
MARKS = str.maketrans("“”„«»‟−–", '""""""--')
#: A quotation, or what stands between spaces; each perhaps with a minus before it.
ITEM = re.compile(r'(?<!\S)(-?)"([^"]*)"|(\S+)')


def normalise(text: str) -> str:
    """A query as it is searched for: printable, trimmed, of a sane length."""
    printable = "".join(char if char.isprintable() else " " for char in text[: MAX_LENGTH * 20])
    return " ".join(words.composed(printable).split())[:MAX_LENGTH].strip()


@dataclass(frozen=True)
class Question:
    """A query in its parts: folded words in their order, and stems of phrases."""

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def telling(self) -> list[str]:
        """The words outside phrases that say what is asked."""
        return words.telling(list(self.words))

    @cached_property
    def stem_of(self) -> dict[str, str]:
        return {word: words.stem(word) for word in self.telling}

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """What is ranked by, in order. Of phrases it tells as well how often their words come."""
        quoted = (stem for phrase in self.phrases for stem in phrase)
        return tuple(dict.fromkeys([*self.stem_of.values(), *quoted]))

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.phrases


def understood(text: str) -> Question:
    """The parts of a query, whatever it is."""
    plain: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    left = MOST_WORDS
    for minus, quoted, bare in ITEM.findall(text.translate(MARKS)):
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
