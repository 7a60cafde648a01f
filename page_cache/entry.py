"""A page that is ready to send, in each encoding that browsers ask for."""

import gzip
import hashlib
from dataclasses import dataclass, field

import brotli

from .following import Horizon

PLAIN, GZIP, BROTLI = "", "gzip", "br"
#: Smaller bodies do not become shorter by it.
COMPRESSED_FROM = 200
#: Between quick and small. At 11 an article takes a tenth of a second and is 10 % smaller.
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
#: The rest of an entry: headers, tags, the objects themselves.
OVERHEAD = 2_000

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Entry:
    """The answer of an address, with the tags that drop it."""

    status: str
    headers: Headers
    body: bytes
    tags: frozenset[str]
    #: Seconds since the epoch.
    until: float
    #: The changes that it shows, for other processes (``following.Horizon``).
    horizon: Horizon = Horizon()
    etag: str = ""
    variants: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)
    unchanged: Headers = field(default_factory=list)

    def __post_init__(self):
        self.etag = self.etag or f'W/"{hashlib.blake2b(self.body, digest_size=12).hexdigest()}"'
        common = [("ETag", self.etag), ("Vary", "Accept-Encoding"), ("X-Cache", "HIT")]
        dropped = ("content-type", "content-length", "content-language")
        self.unchanged = [each for each in self.headers if each[0].lower() not in dropped] + common
        self.headers = self.headers + common

    @property
    def size(self) -> int:
        """Bytes of memory, with the compressed bodies that a browser or two will ask for."""
        return len(self.body) * 3 // 2 + OVERHEAD

    def variant(self, coding: str) -> tuple[Headers, bytes]:
        """Headers and body in an encoding, made when it is asked for the first time."""
        found = self.variants.get(coding)
        if found is None:
            body, headers = self.body, self.headers
            if coding and len(body) >= COMPRESSED_FROM:
                body = _compressed(body, coding)
                headers = [*headers, ("Content-Encoding", coding)]
            found = [*headers, ("Content-Length", str(len(body)))], body
            self.variants[coding] = found
        return found

    def matches(self, validators: str) -> bool:
        """Whether ``If-None-Match`` names this very body. The comparison is weak (RFC 9110, 13.1.2)."""
        return self.etag[2:] in validators or validators.strip() == "*"


def _compressed(body: bytes, coding: str) -> bytes:
    if coding == BROTLI:
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    # Without a time in it: the same page is the same bytes.
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


def accepted(header: str) -> str:
    """The best encoding that an ``Accept-Encoding`` header takes: brotli, gzip or none."""
    weights = {}
    for part in header.lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    best = max(
        (BROTLI, GZIP),
        key=lambda coding: (weights.get(coding, weights.get("*", 0)), coding == BROTLI),
    )
    return best if weights.get(best, weights.get("*", 0)) > 0 else PLAIN


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
