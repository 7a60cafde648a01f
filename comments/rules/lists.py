"""The lists that editors keep, one entry a line.

Words are looked for as whole words, whatever their case, accents and disguise; ``casino*`` finds
what begins so. An entry with accents finds only what has them: Vietnamese tells words apart by them.
"""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache

from ..text import fold, skeleton, without_accents

#: Scripts that set no spaces between words: there a phrase may stand anywhere.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def entries(lines: str) -> list[str]:
    """The entries of a list; what follows a # is a remark."""
    found = (line.split("#")[0].strip() for line in lines.splitlines())
    return [line for line in found if line]


def _pattern(entry: str) -> str:
    plain = fold(entry)
    body = re.escape(plain.strip("*")).replace(r"\ ", r"\s+")
    if UNSPACED.search(plain):
        return body
    start = "" if plain.startswith("*") else r"(?<!\w)"
    end = "" if plain.endswith("*") else r"(?!\w)"
    return f"{start}{body}{end}"


@dataclass(frozen=True)
class Words:
    """A list of words and phrases."""

    accented: tuple[tuple[str, re.Pattern], ...]
    plain: tuple[tuple[str, re.Pattern], ...]

    @staticmethod
    @lru_cache(maxsize=16)
    def of(lines: str) -> "Words":
        accented, plain = [], []
        for entry in entries(lines):
            if not fold(entry).strip("* "):
                continue
            pattern = re.compile(_pattern(entry))
            is_plain = without_accents(fold(entry)) == fold(entry)
            (plain if is_plain else accented).append((entry, pattern))
        return Words(tuple(accented), tuple(plain))

    def find(self, text: str) -> str:
        """The first entry that is in the text, or an empty text."""
        if not (self.accented or self.plain):
            return ""
        folded = fold(text)
        bare = without_accents(folded)
        for entries_, where in ((self.accented, folded), (self.plain, bare)):
            for entry, pattern in entries_:
                if pattern.search(where):
                    return entry
        return ""


@dataclass(frozen=True)
class People:
    """A list of names, email addresses, domains and networks: each says by its shape what it is."""

    emails: frozenset[str]
    domains: tuple[str, ...]
    networks: tuple
    names: tuple[tuple[str, str], ...]

    @staticmethod
    @lru_cache(maxsize=16)
    def of(lines: str) -> "People":
        emails, domains, networks, names = set(), [], [], []
        for entry in entries(lines):
            kind = kind_of(entry)
            if kind == "email":
                emails.add(entry.lower())
            elif kind == "domain":
                domains.append(entry.lstrip("@").lower())
            elif kind == "network":
                networks.append(ipaddress.ip_network(entry, strict=False))
            else:
                names.append((skeleton(entry), entry))
        return People(frozenset(emails), tuple(domains), tuple(networks), tuple(names))

    def find(self, name: str, email: str, ip: str | None) -> str:
        """The first entry that somebody falls under, or an empty text."""
        email = email.strip().lower()
        if email in self.emails:
            return email
        host = email.rpartition("@")[2]
        for domain in self.domains:
            if host == domain or host.endswith("." + domain):
                return "@" + domain
        try:
            address = ipaddress.ip_address(ip or "")
        except ValueError:
            address = None
        for network in self.networks:
            if address is not None and address.version == network.version and address in network:
                return str(network)
        bones = skeleton(name)
        for known, entry in self.names:
            if bones and bones == known:
                return entry
        return ""


def kind_of(entry: str) -> str:
    """What an entry of the list of people is: *email*, *domain* (with a leading @), *network*, *name*."""
    if entry.startswith("@"):
        return "domain"
    if "@" in entry:
        return "email"
    try:
        ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return "name"
    return "network"
