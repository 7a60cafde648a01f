"""The pages that one process keeps in its memory."""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Hashable, Iterable
from threading import Lock

from .collecting import EVERYTHING

#: Tags whose last change is remembered one by one.
MOST_REMEMBERED = 20_000


class Memory:
    """Entries up to a number of bytes. The least recently used go first.

    An entry whose building began before a change of one of its tags is not taken: it may not show the
    change. ``now`` and ``put`` are the two ends of that.
    """

    def __init__(self, bound: int):
        self.bound, self.size = bound, 0
        self.entries: OrderedDict[Hashable, object] = OrderedDict()
        self.lock = Lock()
        self.dropped = 0
        self._keys: defaultdict[str, set] = defaultdict(set)
        self._changes = 0
        self._changed: dict[str, int] = {}
        self._forgotten = 0

    def now(self) -> int:
        """The number of changes so far: what is begun now shows them."""
        return self._changes

    def get(self, key: Hashable):
        """The entry, unless it is out of date."""
        entry = self.entries.get(key)
        if entry is None or entry.until <= time.time():
            return None
        try:
            self.entries.move_to_end(key)
        except KeyError:  # dropped by another thread meanwhile
            return None
        return entry

    def put(self, key: Hashable, entry, begun: int) -> bool:
        """Stores an entry, unless something that it shows has changed since ``begun``."""
        with self.lock:
            if not self._is_current(entry.tags, begun) or entry.size > self.bound:
                return False
            self._remove(key)
            self.entries[key] = entry
            self.size += entry.size
            for tag in entry.tags:
                self._keys[tag].add(key)
            while self.size > self.bound:
                self._forget(*self.entries.popitem(last=False))
            return True

    def drop(self, tags: Iterable[str]) -> None:
        """Drops all entries with one of the tags, and those that are being built."""
        with self.lock:
            self._changes += 1
            if EVERYTHING in tags or len(self._changed) > MOST_REMEMBERED:
                self._changed.clear()
                self._forgotten = self._changes
            for tag in tags:
                if tag != EVERYTHING:
                    self._changed[tag] = self._changes
                for key in list(self._keys.get(tag, ())):
                    self._remove(key)
                    self.dropped += 1

    def _is_current(self, tags: Iterable[str], begun: int) -> bool:
        if begun < self._forgotten:
            return False
        return all(self._changed.get(tag, 0) <= begun for tag in tags)

    def _remove(self, key: Hashable) -> None:
        if entry := self.entries.pop(key, None):
            self._forget(key, entry)

    def _forget(self, key: Hashable, entry) -> None:
        self.size -= entry.size
        for tag in entry.tags:
            keys = self._keys[tag]
            keys.discard(key)
            if not keys:
                del self._keys[tag]
