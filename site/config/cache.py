"""A cache without which the site still works for a while."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeout

logger = logging.getLogger(__name__)

#: A Redis that let somebody wait in vain is not asked for so long: a page asks it several times. What is
#: no longer true is deleted all the same.
SILENT_SECONDS = 2


class NotAsked(RedisError):
    """Redis did not answer a moment ago."""


@dataclass
class Silence:
    """Until when Redis is not asked, by all threads of the process."""

    until: float = 0


_silence = Silence()


@contextmanager
def _forgiving(operation: str) -> Iterator[None]:
    """Logs that the cache does not answer, and lets the code after the block go on."""
    try:
        yield
    except NotAsked:
        pass
    except (RedisError, sqlite3.Error) as error:
        if isinstance(error, RedisTimeout):
            _silence.until = time.monotonic() + SILENT_SECONDS
        logger.warning("The cache does not answer (%s): %s", operation, error)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache. While Redis does not answer, the site makes pages without it.

    Each method then answers that nothing is kept. ``add`` answers False, because nothing was stored:
    code must not take that for "the key is there already". ``clear`` alone still raises the error,
    because old values would come back with Redis.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._client = self._class(self._servers, **self._options)

    @property
    def _cache(self):
        if time.monotonic() < _silence.until:
            raise NotAsked
        return self._client

    def get(self, key, default=None, version=None):
        with _forgiving("get"):
            return super().get(key, default, version)
        return default

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        with _forgiving("set"):
            super().set(key, value, timeout, version)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        with _forgiving("add"):
            return super().add(key, value, timeout, version)
        return False

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        with _forgiving("touch"):
            return super().touch(key, timeout, version)
        return False

    def delete(self, key, version=None):
        with _forgiving("delete"):
            return self._client.delete(self.make_and_validate_key(key, version))
        return False

    def has_key(self, key, version=None):
        with _forgiving("has_key"):
            return super().has_key(key, version)
        return False

    def incr(self, key, delta=1, version=None):
        with _forgiving("incr"):
            return super().incr(key, delta, version)
        raise ValueError(f"Key '{key}' not found.")

    def get_many(self, keys, version=None):
        with _forgiving("get_many"):
            return super().get_many(keys, version)
        return {}

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        with _forgiving("set_many"):
            return super().set_many(data, timeout, version)
        return list(data)

    def delete_many(self, keys, version=None):
        with _forgiving("delete_many"):
            if keys := [self.make_and_validate_key(key, version) for key in keys]:
                self._client.delete_many(keys)


class FileCounts(BaseCache):
    """Counts in a file that all processes of one machine share, where there is no Redis.

    It knows what ``visitors.limits`` asks a cache for, and no more. A count that cannot be kept is
    treated like one that has ended. Django makes one of these for each thread.
    """

    def __init__(self, path: str, params: dict):
        super().__init__(params)
        self.path = path
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def _counting(self) -> Iterator[sqlite3.Cursor]:
        """A transaction in which nobody else counts."""
        connection = self._connection or self._open()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection.cursor()
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:  # a full disk may have ended it, or not
                connection.execute("ROLLBACK")

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=5, isolation_level=None)
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, number INT, until REAL);"
            "CREATE INDEX IF NOT EXISTS counts_until ON counts (until);"
        )
        self._connection = connection
        return connection

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        row = [self.make_and_validate_key(key, version), value, self.get_backend_timeout(timeout)]
        with _forgiving("add"), self._counting() as cursor:
            cursor.execute("DELETE FROM counts WHERE until <= ?", [time.time()])
            cursor.execute("INSERT OR IGNORE INTO counts VALUES (?, ?, ?)", row)
            return cursor.rowcount == 1
        return False

    def incr(self, key, delta=1, version=None) -> int:
        where = [self.make_and_validate_key(key, version), time.time()]
        with _forgiving("incr"), self._counting() as cursor:
            known = "SELECT number FROM counts WHERE key = ? AND until > ?"
            if found := cursor.execute(known, where).fetchone():
                number = found[0] + delta
                cursor.execute("UPDATE counts SET number = ? WHERE key = ?", [number, where[0]])
                return number
        raise ValueError(f"Key '{key}' not found.")
