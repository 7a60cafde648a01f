"""A cache without which the site still works for a while."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


@contextmanager
def _forgiving(operation: str) -> Iterator[None]:
    """Logs that Redis does not answer, and lets the code after the block go on."""
    try:
        yield
    except RedisError as error:
        logger.warning("The cache does not answer (%s): %s", operation, error)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache. While Redis does not answer, the site makes pages without it.

    Each method then answers that nothing is kept. ``add`` answers False, because nothing was stored:
    code must not take that for "the key is there already". ``clear`` alone still raises the error,
    because old values would come back with Redis.
    """

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
            return super().delete(key, version)
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
            super().delete_many(keys, version)
