"""What the web processes count for Prometheus while they answer. ``metrics`` shows it.

Under gunicorn each process counts in a file of its own, in memory (``gunicorn.conf.py`` makes the folder), and
whichever is asked adds them up. Labels are names from the code alone: their number is bounded.
"""

import os
from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector

from .asked import Asked
from .place import place

IS_SHARED = "PROMETHEUS_MULTIPROC_DIR" in os.environ
if IS_SHARED:
    values.ValueClass = values.MultiProcessValue(place)
disable_created_metrics()

_registry = CollectorRegistry(auto_describe=False)
#: Under a millisecond are pages that are kept, around 25 ms are those that are built.
SECONDS = (0.001, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
REQUESTS = Histogram(
    "why_request_seconds",
    "Requests and their time",  # not translated: for operators
    ["view", "status", "cache"],
    buckets=SECONDS,
    registry=_registry,
)
DATABASE_SECONDS = Counter(
    "why_database_seconds",
    "Time in which a view waited for the database",  # not translated: for operators
    ["view"],
    registry=_registry,
)
DATABASE_QUERIES = Counter(
    "why_database_queries",
    "Queries of a view",  # not translated: for operators
    ["view"],
    registry=_registry,
)
SIGN_IN_FAILURES = Counter(
    "why_sign_in_failures",
    "Passwords that were wrong, or refused unseen by a limit",  # not translated: for operators
    ["answer"],
    registry=_registry,
)
FAILED, REFUSED = (SIGN_IN_FAILURES.labels(answer) for answer in ("failed", "refused"))

#: Finding it anew would take as long as counting.
_observers: dict[tuple[str, str, str], Callable[[float], None]] = {}


def count(asked: Asked, seconds: float) -> None:
    """Counts a request that was answered."""
    key = asked.view, asked.status, asked.cache
    observe = _observers.get(key)
    if observe is None:
        labels = REQUESTS.labels(asked.view, f"{asked.status}xx", asked.cache)
        observe = _observers[key] = labels.observe
    observe(seconds)
    if asked.queries:
        DATABASE_SECONDS.labels(asked.view).inc(asked.database_seconds)
        DATABASE_QUERIES.labels(asked.view).inc(asked.queries)


def count_failure(request=None, **kwargs) -> None:
    """Counts a sign-in that failed (Django's signal)."""
    (REFUSED if getattr(request, "refused", None) else FAILED).inc()


def registry() -> CollectorRegistry:
    """The numbers of all processes."""
    if not IS_SHARED:
        return _registry
    together = CollectorRegistry(auto_describe=False)
    MultiProcessCollector(together)
    return together
