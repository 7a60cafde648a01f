"""A cache that a site can do without for a while."""

import logging

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def _not_kept(*args, **kwargs):
    raise ValueError("Nothing is kept under this key.")


#: What each operation answers while Redis is away: as if nothing had been kept.
WITHOUT = {
    "incr": _not_kept,
    "add": lambda *args, **kwargs: False,
    "get": lambda key, default=None, version=None: default,
    "set": lambda *args, **kwargs: None,
    "touch": lambda *args, **kwargs: False,
    "delete": lambda *args, **kwargs: False,
    "get_many": lambda *args, **kwargs: {},
    "has_key": lambda *args, **kwargs: False,
    "set_many": lambda data, *args, **kwargs: list(data),
    "delete_many": lambda *args, **kwargs: None,
}


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache; while Redis does not answer, pages are made without it."""


def _forgiving(name: str, otherwise):
    plain = getattr(RedisCache, name)

    def operation(self, *args, **kwargs):
        try:
            return plain(self, *args, **kwargs)
        except RedisError as error:
            logger.warning("The cache does not answer (%s): %s", name, error)
            return otherwise(*args, **kwargs)

    operation.__name__ = name
    return operation


for _name, _otherwise in WITHOUT.items():
    setattr(ForgivingRedisCache, _name, _forgiving(_name, _otherwise))
