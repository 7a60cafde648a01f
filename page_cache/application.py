"""The page cache, in front of Django: a WSGI application round Django's own."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock

from django.conf import settings

from . import shared
from .building import Answer, build
from .entry import Entry, accepted
from .following import follower
from .keys import Key, Keys
from .memory import Memory
from .parts import parts
from .processes import Noter
from .version import version

#: A page that cannot be kept is not asked about again for a while, so that its readers need not wait
#: for each other.
PASS_SECONDS, MOST_PASSES = 10, 2_000
#: The shares of the memory for what is missing, and, on top of it, for parts of pages.
MISSING_SHARE, PARTS_SHARE = 16, 2
MOST_CODINGS = 1_000
RESPONSE = "response"


class PageCache:
    """Answers from memory what it can, and has Django build the rest once for all who ask."""

    def __init__(self, application: Callable):
        self.application = application
        self.keys = Keys(settings.PAGE_CACHE_RULES)
        bound = settings.PAGE_CACHE_MEGABYTES * 1024 * 1024
        self.memory = Memory(bound)
        self.missing = Memory(bound // MISSING_SHARE)
        parts.bound = bound // PARTS_SHARE
        if settings.PAGE_CACHE_SHARED:
            version()  # once, before the process has children and readers
        self.counts: Counter = Counter()
        self.noter = Noter()
        self._passes: dict[Key, float] = {}
        self._codings: dict[str, str] = {}
        self._builders: defaultdict = defaultdict(lambda: [Lock(), 0])
        self._builders_lock = Lock()
        follower.listeners += [self.memory.drop, self.missing.drop]

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key, reason = self.keys.key(environ)
        if key is None:
            return self._pass(environ, start_response, reason)
        follower.catch_up()
        self.noter.note(self.figures)
        if entry := self.memory.get(key) or self.missing.get(key):
            return self._hit(entry, environ, start_response)
        if self._is_passed(key):
            return self._pass(environ, start_response, RESPONSE)
        with self._builder(key):
            # Another thread may have built it while this one waited, or another process.
            if entry := self.memory.get(key) or self.missing.get(key) or self._from_others(key):
                return self._hit(entry, environ, start_response)
            if self._is_passed(key):
                return self._pass(environ, start_response, RESPONSE)
            answer = shared.built_once(key, lambda: self._build(key, environ))
            if answer is None:
                if entry := self._from_others(key):
                    return self._hit(entry, environ, start_response)
                answer = self._build(key, environ)
        return self._built(answer, environ, start_response)

    def figures(self) -> dict[str, int]:
        """How the cache does, in numbers."""
        return dict(self.counts) | {
            "entries": len(self.memory.entries),
            "missing": len(self.missing.entries),
            "bytes": self.memory.size + self.missing.size + parts.size,
            "bound": self.memory.bound + self.missing.bound + parts.bound,
            "dropped": self.memory.dropped + self.missing.dropped,
        }

    # --- Answers ---------------------------------------------------------------------------------

    def _pass(self, environ, start_response, reason: str) -> Iterable[bytes]:
        """Django's answer as it is."""
        self.counts["passes"] += 1

        def marked(status, headers, exc_info=None):
            return start_response(status, [*headers, ("X-Cache", f"PASS {reason}")], exc_info)

        return self.application(environ, marked)

    def _hit(self, entry: Entry, environ, start_response) -> Iterable[bytes]:
        self.counts["hits"] += 1
        return self._send(entry, environ, start_response)

    def _built(self, answer: Answer, environ, start_response) -> Iterable[bytes]:
        self.counts["misses"] += 1
        if answer.entry:

            def marked(status, headers, exc_info=None):
                headers = [each for each in headers if each[0] != "X-Cache"]
                return start_response(status, [*headers, ("X-Cache", "MISS")], exc_info)

            return self._send(answer.entry, environ, marked)
        start_response(answer.status, [*answer.headers, ("X-Cache", f"PASS {answer.refused}")])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def _send(self, entry: Entry, environ, start_response) -> Iterable[bytes]:
        """The entry in the encoding that the request takes, or the word that it has not changed."""
        if "HTTP_X_ACCEL" in environ:
            start_response = _until_the_clock_ticks(start_response)
        validators = environ.get("HTTP_IF_NONE_MATCH")
        if validators and entry.status.startswith("200") and entry.matches(validators):
            start_response("304 Not Modified", entry.unchanged)
            return []
        wish = environ.get("HTTP_ACCEPT_ENCODING", "")
        coding = self._codings.get(wish)
        if coding is None:
            coding = accepted(wish)
            if len(self._codings) < MOST_CODINGS:
                self._codings[wish] = coding
        headers, body = entry.variants.get(coding) or entry.variant(coding)
        start_response(entry.status, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    # --- Building --------------------------------------------------------------------------------

    @contextmanager
    def _builder(self, key: Key) -> Iterator[None]:
        """One thread at a time builds a page."""
        with self._builders_lock:
            builder = self._builders[key]
            builder[1] += 1
        try:
            with builder[0]:
                yield
        finally:
            with self._builders_lock:
                builder[1] -= 1
                if not builder[1]:
                    self._builders.pop(key, None)

    def _from_others(self, key: Key) -> Entry | None:
        begun = self.memory.now()
        entry = shared.get(key)
        return entry if entry and self.memory.put(key, entry, begun) else None

    def _build(self, key: Key, environ) -> Answer:
        """Django's answer, kept if it may be."""
        self.counts["builds"] += 1
        begun, missing = self.memory.now(), self.missing.now()
        answer = build(self.application, environ, key, follower.horizon)
        if answer.entry is None:
            if not answer.is_error:
                self._remember_pass(key)
        elif answer.status.startswith("404"):
            self.missing.put(key, answer.entry, missing)
        elif self.memory.put(key, answer.entry, begun):
            shared.put(key, answer.entry)
        return answer

    def _is_passed(self, key: Key) -> bool:
        return self._passes.get(key, 0) > time.monotonic()

    def _remember_pass(self, key: Key) -> None:
        now = time.monotonic()
        if len(self._passes) >= MOST_PASSES:
            self._passes = {each: end for each, end in self._passes.items() if end > now}
        if len(self._passes) < MOST_PASSES:
            self._passes[key] = now + PASS_SECONDS


def _until_the_clock_ticks(start_response: Callable) -> Callable:
    """Has nginx keep a page for less than a second. It counts whole ones: ``s-maxage=1`` may mean two."""

    def marked(status, headers, exc_info=None):
        ends = ("X-Accel-Expires", f"@{int(time.time())}")
        return start_response(status, [*headers, ends], exc_info)

    return marked
