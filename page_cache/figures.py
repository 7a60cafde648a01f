"""How full the cache is, and how often it could answer, for operators."""

from datetime import timedelta

from django.utils import timezone

from .models import CacheProcess

#: Processes that noted their figures in this time are at work.
LATELY = timedelta(minutes=10)


def processes() -> list[CacheProcess]:
    """The processes that served pages lately, the newest first."""
    found = CacheProcess.objects.filter(seen_at__gt=timezone.now() - LATELY)
    return list(found.order_by("-started_at"))


def hit_rate(figures: dict) -> float | None:
    """The share of requests that were answered ready, of those whose page may be kept."""
    hits, misses = figures.get("hits", 0), figures.get("misses", 0)
    return hits / (hits + misses) if hits + misses else None


def fullness(figures: dict) -> float:
    """The share of its memory that a process uses for pages."""
    return figures.get("bytes", 0) / max(1, figures.get("bound", 0))
