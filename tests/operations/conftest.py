"""The site behind its page cache, as its own tests have it."""

from tests.page_cache.conftest import page_cache

__all__ = ["page_cache"]
