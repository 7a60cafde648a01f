"""The features of a comment that the learning filter learns from.

Their names are stored, hashed, with the model, and so they are English in every language of the
site. ``explaining`` has them in the language of the moderator.

A feature is a string: a letter for its family, and its value. Of a reader's address the features
have the domain alone and the shape of the rest; the same goes for addresses in a text.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

from ..markup import BIDI_OVERRIDES, LOOKALIKES
from .example import Example
from .patterns import (
    ADDRESS,
    CYRILLIC,
    DIGITS,
    EMOJI,
    EUROPEAN,
    FANCY,
    HIDDEN,
    LEET,
    LEET_WORD,
    LINK,
    MARKUP,
    MONEY,
    ODD,
    PHONE,
    ROW,
    SIGNS,
    SPACED,
    UNSPACED,
    WORD,
)

#: The characters of a long text that are read: its beginning, and its end, where links stand.
HEAD, TAIL = 2400, 600
WORDS, WORD_LETTERS, LINKS = 300, 60, 20
NAME, NAME_WORDS = 200, 8
LONG_WORD = 24


def bucket(number: float, *bounds: float) -> str:
    """The name of the range that a number falls into."""
    for bound in bounds:
        if number <= bound:
            return f"up to {bound:g}" if bound > 1 else f"{bound:g}"
    return f"more than {bounds[-1]:g}"


def share(part: float) -> str:
    bounds = ((0, "no"), (0.04, "few"), (0.1, "some"), (0.25, "many"), (0.6, "very many"))
    return next((name for bound, name in bounds if part <= bound), "hardly anything but")


def plain(text: str) -> str:
    """The text without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(ODD))
    return "".join(char for char in apart if not unicodedata.combining(char))


@lru_cache(maxsize=4096)
def alphabet(char: str) -> str:
    """The alphabet of a letter: LATIN, CYRILLIC, GREEK …"""
    return unicodedata.name(char, "?").partition(" ")[0] if char.isalpha() else ""


def scripts(text: str) -> set[str]:
    return set(map(alphabet, set(text))) - {""}


def one_alphabet(word: str) -> str:
    """A word of mixed alphabets in the one with more of its letters; in Latin if both fit."""
    latin = word.translate(LOOKALIKES)
    kept = sum("а" <= char <= "я" for char in latin)
    borrowed = sum("a" <= char <= "z" for char in word)
    return word.translate(CYRILLIC) if kept and kept >= borrowed / 3 else latin


def domain(link: str) -> str:
    host = link.partition("://")[2] or link
    host = re.split(r"[/?#:]", host.rpartition("@")[2] if "@" in host[:80] else host, maxsplit=1)[0]
    return plain(host).removeprefix("www.").strip(".")[:80]


def spaced(word: str) -> list[str]:
    """A word; or pairs of letters, where a script sets no spaces between words."""
    if len(word) > 2 and UNSPACED.search(word):
        return [first + second for first, second in pairwise(word)]
    return [word]


@lru_cache(maxsize=8192)
def folded(word: str) -> tuple[str, str]:
    """A word without its disguise, and the name of the disguise."""
    plainly = plain(word)
    if not plainly.isascii() and len(scripts(plainly) & EUROPEAN) > 1:
        return one_alphabet(plainly), "letters of two alphabets in one word"
    return plainly, "letters of a fancy type" if any(char in FANCY for char in word) else ""


class Seen:
    """A text taken apart: its links, its addresses and its folded words."""

    def __init__(self, text: str):
        self.length = len(text)
        if len(text) > HEAD + TAIL:
            text = f"{text[:HEAD]} {text[-TAIL:]}"
        self.shapes: list[str] = []
        self.disguised: list[str] = []
        text = self._revealed(text)
        self.clear = text
        self.domains: list[str] = []
        self.paths: list[str] = []
        self.addresses: list[str] = []
        # Addresses first: the domain of one is no link.
        text = ADDRESS.sub(self._address, text)
        text = LINK.sub(self._link, text)
        text = SPACED.sub(self._spaced, text)
        text = LEET_WORD.sub(self._leet, text)
        self.words = [self._word(word) for word in WORD.findall(text)[:WORDS]]

    def _revealed(self, text: str) -> str:
        if HIDDEN.search(text) or BIDI_OVERRIDES.search(text):
            self.shapes.append("hidden characters")
            text = HIDDEN.sub("", BIDI_OVERRIDES.sub("", text))
        usual = unicodedata.normalize("NFKC", text)
        if usual != text and any(
            new.isascii() and new.isalpha() and not old.isascii()
            for old, new in zip(text, usual, strict=False)
        ):
            self.shapes.append("letters of a fancy type")
        return usual

    def _address(self, match: re.Match) -> str:
        self.addresses.append(plain(match[1])[:80])
        return " "

    def _link(self, match: re.Match) -> str:
        if len(self.domains) < LINKS:
            self.domains.append(domain(match[0]))
            path = plain(match[0]).partition("://")[2].partition("/")[2]
            self.paths += [word for word in WORD.findall(path)[:8] if 2 < len(word) <= 20]
        else:
            self.domains.append("")
        return " "

    def _spaced(self, match: re.Match) -> str:
        word = match[0].replace(match[1], "")
        self.disguised.append(plain(word))
        return f" {word} "

    def _leet(self, match: re.Match) -> str:
        word = match[0].translate(LEET)
        self.disguised.append(plain(word)[:WORD_LETTERS])
        return word

    def _word(self, word: str) -> str:
        word = word[:WORD_LETTERS]
        if word.isascii():
            word = word.lower()
        else:
            word, disguise = folded(word)
            if disguise:
                self.shapes.append(disguise)
                self.disguised.append(word)
        return DIGITS.sub("0", word)


def shape(seen: Seen) -> Iterator[str]:
    """The shape of a text, in a few coarse steps."""
    text, words = seen.clear, seen.words
    links, addresses = len(seen.domains), len(seen.addresses)
    yield f"a text of {bucket(seen.length, 15, 40, 80, 160, 320, 640, 1500)} characters"
    yield f"words: {bucket(len(words), 0, 3, 8, 20, 60)}"
    yield f"links: {bucket(links, 1, 2, 4, 8)}" if links else "no link"
    if links and len(words) <= 3:
        yield "little but a link"
    if addresses:
        yield "an e-mail address in the text"
    if MARKUP.search(text):
        yield "a link in markup"
    letters = sum(map(str.isalpha, text))
    if letters > 5:
        yield f"{share(sum(map(str.isupper, text)) / letters)} capitals"  # not translated: stored
    if (shouted := sum(len(word) > 3 and word.isupper() for word in text.split())) > 0:
        yield f"words all in capitals: {bucket(shouted, 1, 3)}"
    yield f"{share(sum(map(str.isdigit, text)) / max(1, len(text)))} figures"  # not translated: stored
    if MONEY.search(text):
        yield "a sum of money"
    if PHONE.search(text):
        yield "a telephone number"
    if signs := text.count("!"):
        yield f"exclamation marks: {bucket(signs, 1, 3, 6)}"
    if "?" in text:
        yield "a question mark"
    if ROW.search(text):
        yield "signs or letters many times in a row"
    if text[:1].islower():
        yield "begins with a small letter"
    if "@" in text and not addresses:
        yield "a name with @"
    if text.count("\n") > 1:
        yield f"{bucket(text.count(chr(10)) + 1, 4, 10)} lines"  # not translated: stored
    if seen.disguised:
        yield f"disguised words: {bucket(len(seen.disguised), 1, 3)}"
    if emoji := len(EMOJI.findall(text)):
        yield f"emoji: {bucket(emoji, 1, 3, 8)}"
    if len(words) > 7:
        yield f"{bucket(100 * len(set(words)) / len(words), 50, 70, 85, 95)} of 100 words differ"  # not translated: stored
    alphabets = set() if text.isascii() else scripts(text[:200])
    for name in sorted(alphabets - {"?", "LATIN"})[:3]:
        yield f"{name.capitalize()} letters"  # not translated: stored
    if len(alphabets & EUROPEAN) > 1:
        yield "two alphabets in one text"


def sender(example: Example, name: Seen) -> Iterator[str]:
    """Features of the name, the address and the website: never a whole address."""
    yield from (f"n:{word}" for word in name.words[:NAME_WORDS] if len(word) <= LONG_WORD)
    if name.domains or name.addresses:
        yield "s:a link for a name"
    if len(name.words) > 3:
        yield "s:a name of many words"
    if any(map(str.isdigit, example.name)):
        yield "s:figures in the name"
    yield from (f"s:{shape} of the name" for shape in name.shapes)
    local, at, host = example.email[:320].rpartition("@")
    if at:
        host = plain(host)[:80]
        yield f"e:{host}"
        yield f"t:{host.rpartition('.')[2]}"
        yield f"s:an address of {bucket(len(local), 4, 10, 16, 24)} characters before the @"
        if figures := sum(map(str.isdigit, local)):
            yield f"s:{bucket(figures, 2, 4)} figures in the address"
        if local.count(".") > 2:
            yield "s:many points in the address"
    if example.website:
        host = domain(example.website[:320])
        yield "s:a website is given"
        yield f"d:{host}"
        yield f"t:{host.rpartition('.')[2]}"


def rhythm(example: Example) -> Iterator[str]:
    if example.seconds is not None:
        yield f"s:form open for {bucket(example.seconds, 3, 8, 20, 60, 300, 3600)} seconds"
    if example.previous > 0:
        yield f"s:others from this network within the hour: {bucket(example.previous, 1, 3, 8)}"


def features(example: Example) -> list[str]:
    """Every feature once, in an order that depends on the comment alone.

    The families: words and pairs of words; signs; links by their domain, its end and the words of
    their path; addresses in the text; disguised words; shape and sending; the name's words; the
    address's domain.
    """
    seen, name = Seen(example.text), Seen(example.name[:NAME])
    words = [each for word in seen.words for each in spaced(word) if len(each) <= LONG_WORD]
    hosts = [host for host in seen.domains if host]
    found = [f"w:{word}" for word in words]
    found += [f"p:{first} {second}" for first, second in pairwise(words)]
    found += [f"m:{match[0]}" for match in islice(SIGNS.finditer(seen.clear), WORDS)]
    found += [f"d:{host}" for host in hosts]
    found += [f"t:{host.rpartition('.')[2]}" for host in hosts]
    found += [f"u:{word}" for word in seen.paths]
    found += [f"a:{host}" for host in seen.addresses[:LINKS]]
    found += [f"o:{word}" for word in seen.disguised]
    found += [f"s:{name}" for name in seen.shapes]
    found += [f"s:{name}" for name in shape(seen)]
    found += sender(example, name)
    found += rhythm(example)
    return list(dict.fromkeys(found))
