"""Warns operators of settings that suit one machine alone."""

from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.db import connection

#: Caches that each process has for itself.
OWN = ("locmem.LocMemCache", "dummy.DummyCache")


@register(Tags.caches)
def replicas_share_a_cache(app_configs, **kwargs):
    """With a database that other machines reach there may be several, which count together in Redis."""
    backend = settings.CACHES["default"]["BACKEND"]
    if connection.vendor == "sqlite" or not backend.endswith(OWN):
        return []
    return [
        Warning(
            "Each process counts limits for itself.",  # not translated: for operators
            hint="Set CACHE_URL to a Redis that all share.",  # not translated: for operators
            id="operations.W001",
        )
    ]
