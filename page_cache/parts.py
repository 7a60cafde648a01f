"""Parts of pages that stay while another part changes: a new comment leaves the article above it.

Only a page that is being built for the cache keeps parts. It is the same for all readers.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from .collecting import Collector, collecting, current
from .entry import OVERHEAD
from .following import follower
from .memory import Memory

#: Of this process, whose ``PageCache`` says how much memory there is.
parts = Memory(0)
follower.listeners.append(parts.drop)


@dataclass(slots=True)
class Part:
    """A piece of a page, with the tags that drop it."""

    value: object
    tags: frozenset[str]
    until: float

    @property
    def size(self) -> int:
        return OVERHEAD + (2 * len(self.value) if isinstance(self.value, str) else 0)


def kept(name: str, build: Callable[[], Any]) -> Any:
    """A part of the page being built, taken over from an earlier page if nothing in it has changed."""
    page = current()
    return _kept((page.place, name), page.part(), build) if page else build()


def kept_everywhere(name: str, build: Callable[[], Any]) -> Any:
    """The same for what all pages of a host share: it shows nothing that was loaded for this one.

    Nobody may change the value.
    """
    page = current()
    return kept_for((*page.place[:2], name), build) if page else build()


def kept_for(values: tuple, build: Callable[[], Any]) -> Any:
    """The same for what follows from these values and the site's code alone."""
    page = current()
    return _kept(values, Collector(page.begun, page.place, page.until), build) if page else build()


def _kept(key: Hashable, collector: Collector, build: Callable[[], Any]) -> Any:
    page = current()
    part = parts.get(key)
    if part is None:
        with collecting(collector):
            value = build()
        part = Part(value, frozenset(collector.tags), collector.until)
        parts.put(key, part, page.begun)
    page.tags |= part.tags
    page.until = min(page.until, part.until)
    return part.value
