"""The lists that editors keep, one entry a line.

An entry matches whole words, whatever their case, accents and disguise; ``casino*`` matches every
word that begins with it. An entry with accents matches only words with these accents, because
Vietnamese tells words apart by them. Editors cannot write regular expressions: a list of some
thousand lines costs hardly more than a short one, and no entry can make the search slow.
"""

import ipaddress
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import ngettext

from ..limits import parse
from ..markup import fold, skeleton, without_accents

#: Scripts without spaces between words: a phrase in them matches anywhere.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
#: A reason names this many entries at most.
MOST_QUOTED = 3
RUN = re.compile(r"\w+")


def lines_of(lines: str) -> list[tuple[int, str]]:
    """The entries of a list with the numbers of their lines; the text after a # is a remark."""
    found = ((n, line.split("#")[0].strip()) for n, line in enumerate(lines.splitlines(), 1))
    return [(number, entry) for number, entry in found if entry]


def entries(lines: str) -> list[str]:
    return [entry for _, entry in lines_of(lines)]


def quoted(found: list[str]) -> str:
    """The first entries of several, for a reason."""
    first = ", ".join(f"“{entry[:60]}”" for entry in found[:MOST_QUOTED])
    more = len(found) - MOST_QUOTED
    if more <= 0:
        return first
    message = ngettext("%(entries)s and %(count)s more", "%(entries)s and %(count)s more", more)
    return message % {"entries": first, "count": more}


def is_wordy(char: str) -> bool:
    """Whether this character can be part of a word. In many scripts vowels are marks, not
    letters."""
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


@dataclass(frozen=True)
class Phrase:
    """One entry of a list of words and phrases, prepared for the search."""

    number: int
    entry: str
    body: str
    has_accents: bool
    is_unspaced: bool
    #: Whether a longer word may begin before it, and end after it.
    open_start: bool
    open_end: bool

    @classmethod
    def of(cls, number: int, entry: str) -> "Phrase":
        folded = " ".join(fold(entry).split())
        body = folded.strip("* ")
        unspaced = bool(UNSPACED.search(body))
        if unspaced:
            body = body.replace(" ", "")
        return cls(
            number,
            entry,
            body,
            without_accents(body) != body,
            unspaced,
            # A sign ends a word by itself: "c++" needs no gap behind it.
            unspaced or folded.startswith("*") or not is_wordy(body[:1] or " "),
            unspaced or folded.endswith("*") or not is_wordy(body[-1:] or " "),
        )

    @property
    def word(self) -> str:
        """A whole word that every text with the phrase contains; empty if there is none."""
        for run in RUN.finditer(self.body):
            begins, ends = run.start() == 0, run.end() == len(self.body)
            if not (begins and self.open_start or ends and self.open_end):
                return run[0]
        return ""

    def stands_in(self, text: str) -> bool:
        start = text.find(self.body)
        while start >= 0:
            end = start + len(self.body)
            if (self.open_start or not is_wordy(text[start - 1 : start] or " ")) and (
                self.open_end or not is_wordy(text[end : end + 1] or " ")
            ):
                return True
            start = text.find(self.body, start + 1)
        return False


@dataclass(frozen=True)
class Phrases:
    """A list of words and phrases."""

    by_word: dict[str, list[Phrase]]
    others: list[Phrase]

    @staticmethod
    @lru_cache(maxsize=16)
    def of(lines: str) -> "Phrases":
        by_word, others = defaultdict(list), []
        for number, entry in lines_of(lines):
            phrase = Phrase.of(number, entry)
            if not phrase.body:
                continue
            if phrase.word and not phrase.is_unspaced:
                by_word[phrase.word].append(phrase)
            else:
                others.append(phrase)
        return Phrases(dict(by_word), others)

    def find(self, text: str) -> list[str]:
        """The entries that are in the text."""
        if not (self.by_word or self.others):
            return []
        folded = " ".join(fold(text).split())
        bare = " ".join(without_accents(folded).split())
        # The keys: whether accents count, and whether spaces are left out.
        forms = {
            (True, False): folded,
            (False, False): bare,
            (True, True): folded.replace(" ", ""),
            (False, True): bare.replace(" ", ""),
        }
        words = set(RUN.findall(folded)) | set(RUN.findall(bare))
        possible = [phrase for word in words for phrase in self.by_word.get(word, ())]
        found = {
            phrase.number: phrase.entry
            for phrase in (*possible, *self.others)
            if phrase.stands_in(forms[phrase.has_accents, phrase.is_unspaced])
        }
        return [found[number] for number in sorted(found)]


@dataclass(frozen=True)
class People:
    """A list of names, email addresses, domains and networks. The shape of an entry tells its
    kind."""

    emails: frozenset[str]
    domains: frozenset[str]
    #: The networks of each width, by version and number of leading bits.
    networks: dict[tuple[int, int], set]
    names: dict[str, str]

    @staticmethod
    @lru_cache(maxsize=16)
    def of(lines: str) -> "People":
        emails, domains = set(), set()
        networks: defaultdict[tuple[int, int], set] = defaultdict(set)
        names: dict[str, str] = {}
        for entry in entries(lines):
            kind = kind_of(entry)
            if kind == "email":
                emails.add(entry.lower())
            elif kind == "domain":
                domains.add(entry.lstrip("@").lower())
            elif kind == "network":
                network = ipaddress.ip_network(entry, strict=False)
                networks[network.version, network.prefixlen].add(network)
            elif skeleton(entry):
                names.setdefault(skeleton(entry), entry)
        return People(frozenset(emails), frozenset(domains), dict(networks), names)

    def find(self, name: str, email: str, ip: str | None) -> list[str]:
        """The entries that match a person."""
        found = []
        email = email.strip().lower()
        if email in self.emails:
            found.append(email)
        host = email.rpartition("@")[2].split(".")
        for start in range(len(host)):
            domain = ".".join(host[start:])
            if domain in self.domains:
                found.append("@" + domain)
        address = parse(ip)
        for (version, bits), known in self.networks.items():
            if address is not None and address.version == version:
                around = ipaddress.ip_network((address, bits), strict=False)
                if around in known:
                    found.append(str(around))
        if name and (entry := self.names.get(skeleton(name))):
            found.append(entry)
        return found


def kind_of(entry: str) -> str:
    """The kind of an entry: *email*, *domain* (with a leading @), *network* or *name*."""
    if entry.startswith("@"):
        return "domain"
    if "@" in entry:
        return "email"
    try:
        ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return "name"
    return "network"
