"""Has Django build a page, and says whether the answer may be kept."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from . import addresses
from .collecting import MISSING, Collector, collecting
from .entry import Entry, Headers
from .following import Horizon
from .keys import Key
from .parts import parts

#: What is missing is remembered for a short time: there is no end of such addresses.
MISSING_SECONDS = 5
#: The headers that a page is built with. The key has the host; the proxy says whether the reader's
#: connection is encrypted, which the key has too, and whose request is to be counted. No other header,
#: and no cookie, can show in a page that others get.
HEADERS = {"HTTP_X_FORWARDED_FOR"}
#: Headers that an entry sets itself, or that say how the body was sent.
OWN_HEADERS = ("etag", "vary", "content-length", "last-modified", "cache-control")
#: Browsers ask each time. A cache in between may send a page for a second, and an old one while
#: the site does not answer.
CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-if-error=86400"


@dataclass(slots=True)
class Answer:
    """What Django answered: an entry that may be kept, or the reason why it may not."""

    status: str
    headers: Headers
    body: bytes
    refused: str = ""
    entry: Entry | None = None

    @property
    def is_error(self) -> bool:
        return self.status.startswith("5")


def build(application: Callable, environ: dict, key: Key, horizon: Horizon) -> Answer:
    """The page of a key, as any reader may have it."""
    query = key[3]
    path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
    collector = Collector(parts.now(), key, _midnight())
    collector.tags.add(addresses.tag(path))
    asked = {
        name: value
        for name, value in environ.items()
        if not name.startswith("HTTP_") or name in HEADERS
    }
    asked |= {"REQUEST_METHOD": "GET", "QUERY_STRING": query, "HTTP_HOST": key[1]}
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        asked[name] = secure if key[0] == "https" else ""
    begun: list = []

    def start_response(status, headers, exc_info=None):
        begun[:] = status, headers

    with collecting(collector):
        chunks = application(asked, start_response)
        try:
            body = b"".join(chunks)
        finally:
            if close := getattr(chunks, "close", None):
                close()
    answer = Answer(*begun, body)
    answer.refused = refusal(answer.status, answer.headers)
    if query and not collector.knows_query:
        # Anybody can make up any number of such addresses.
        answer.refused = answer.refused or "query"
    if not answer.refused:
        answer.entry = _entry(answer, collector, horizon)
    return answer


def _midnight() -> float:
    """The end of the day at the site: pages have dates on them."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    return tomorrow.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def _entry(answer: Answer, collector: Collector, horizon: Horizon) -> Entry:
    until = collector.until
    if answer.status.startswith("404"):
        collector.tags.add(MISSING)
        until = min(until, time.time() + MISSING_SECONDS)
    headers = [each for each in answer.headers if each[0].lower() not in OWN_HEADERS]
    chosen = {name.lower(): value for name, value in answer.headers}.get("cache-control")
    headers.append(("Cache-Control", CACHE_CONTROL if chosen in (None, "no-cache") else chosen))
    tags = frozenset(collector.tags)
    if settings.PAGE_CACHE_TAG_HEADERS:
        headers.append(("Surrogate-Key", " ".join(sorted(tags))))
    return Entry(answer.status, headers, answer.body, tags, until, horizon)


def refusal(status: str, headers: Iterable[tuple[str, str]]) -> str:
    """Why a response cannot be kept, or nothing."""
    if not status.startswith(("200", "404")):
        return "status"
    for name, value in headers:
        name, value = name.lower(), value.lower()
        if name == "set-cookie":
            return "cookie"
        if name == "vary" and set(value.replace(" ", "").split(",")) - {"accept-encoding"}:
            return "vary"
        if name == "cache-control" and ("private" in value or "no-store" in value):
            return "private"
        if name in ("content-encoding", "content-range"):
            return "encoding"
    return ""
