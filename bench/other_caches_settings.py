"""The site's settings with the cache of a library in place of its own: ``BENCH_CACHE`` names it."""

import os

from config.settings.embedded import *  # noqa: F403
from config.settings.embedded import INSTALLED_APPS, MIDDLEWARE

_middleware = {
    "django": "django.middleware.cache.{}CacheMiddleware",
    "wagtail-cache": "wagtailcache.cache.{}CacheMiddleware",
}[os.environ["BENCH_CACHE"]]
# As far outside as it can stand: further out it would not keep what the site marks as private.
_place = MIDDLEWARE.index("config.headers.HeadersMiddleware") + 1
MIDDLEWARE = [
    *MIDDLEWARE[:_place],
    _middleware.format("Update"),
    *MIDDLEWARE[_place:],
    _middleware.format("FetchFrom"),
]
if "wagtail" in _middleware:
    INSTALLED_APPS = [*INSTALLED_APPS, "wagtailcache"]
WAGTAIL_CACHE = True
