"""The pages that all processes share, where there is a Redis: built once for all of them."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache

from .entry import Entry
from .following import follower
from .version import version

Built = TypeVar("Built")

#: The time after which another process builds a page that one has begun to build.
BUILD_SECONDS = 10
WAIT_SECONDS, LOOK_SECONDS = 5.0, 0.02


def _key(kind: str, key) -> str:
    return f"page:{kind}:{version()}:{'|'.join(map(str, key))}"


def get(key) -> Entry | None:
    """The entry that another process built, if nothing that it shows has changed since."""
    if not settings.PAGE_CACHE_SHARED:
        return None
    stored = cache.get(_key("entry", key))
    if stored is None:
        return None
    entry = Entry(*stored)
    if entry.until <= time.time() or not follower.is_current(entry.tags, entry.horizon):
        return None
    return entry


def put(key, entry: Entry) -> None:
    if settings.PAGE_CACHE_SHARED:
        values = (
            entry.status,
            [each for each in entry.headers if each[0] not in ("ETag", "Vary", "X-Cache")],
            entry.body,
            entry.tags,
            entry.until,
            entry.horizon,
        )
        cache.set(_key("entry", key), values, max(1, int(entry.until - time.time())))


def built_once(key, build: Callable[[], Built]) -> Built | None:
    """Builds a page, or waits for the process that builds it already and returns None."""
    if not settings.PAGE_CACHE_SHARED:
        return build()
    lock = _key("lock", key)
    if cache.add(lock, "1", BUILD_SECONDS):
        try:
            return build()
        finally:
            cache.delete(lock)
    # Nobody has the lock either if Redis does not answer.
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end and cache.get(lock) is not None:
        time.sleep(LOOK_SECONDS)
    return None
