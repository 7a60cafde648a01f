"""Collects the tags of a page while it is built: the names of everything that the page shows.

Other caches call them surrogate keys. A change drops the pages that have one of its tags.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db.models import Model
from django.db.models.signals import post_init

#: Every page has this tag.
EVERYTHING = "everything"
#: The answer that nothing is at an address.
MISSING = "missing"


class Collector:
    """The tags of one page, or of a part of it, and the moment at which it goes out of date.

    ``begun`` is the number of changes at the beginning (``Memory.now``), ``until`` is in seconds since
    the epoch, ``place`` the key of the page. ``knows_query`` says that the page's
    parameters are its own, and have values that mean something.
    """

    __slots__ = ("begun", "knows_query", "place", "tags", "until")

    def __init__(self, begun: int, place: tuple, until: float):
        self.begun, self.place, self.until = begun, place, until
        self.tags: set[str] = {EVERYTHING}
        self.knows_query = False

    def part(self) -> "Collector":
        """The collector of a part. The part may show what was loaded before it, as the page itself."""
        part = Collector(self.begun, self.place, self.until)
        part.tags |= self.tags
        return part


_current: ContextVar[Collector | None] = ContextVar("page_cache_collector", default=None)


def current() -> Collector | None:
    """The collector of the page being built; None where a page is not built for the cache."""
    return _current.get()


@contextmanager
def collecting(collector: Collector) -> Iterator[Collector]:
    """Collects what the code in the block depends on."""
    token = _current.set(collector)
    try:
        yield collector
    finally:
        _current.reset(token)


def depend(*tags: str) -> None:
    """Says that the page being built shows what these tags name."""
    if collector := _current.get():
        collector.tags.update(tags)


def expire(moment: datetime | None) -> None:
    """Says that the page being built is out of date from this moment on."""
    if moment and (collector := _current.get()):
        collector.until = min(collector.until, moment.timestamp())


def accept_query() -> None:
    """Says that the page being built is another one for each value of its parameters."""
    if collector := _current.get():
        collector.knows_query = True


def tag_instances(model: type[Model], name: str, also=None) -> None:
    """Gives a page the tag ``name:id`` for each object of the model that is loaded for it.

    ``also`` is called with the object, for whatever else follows from it.
    """

    def loaded(sender, instance, **kwargs):
        collector = _current.get()
        if collector is not None and instance.pk is not None:
            collector.tags.add(f"{name}:{instance.pk}")
            if also:
                also(instance)

    post_init.connect(
        loaded, sender=model, weak=False, dispatch_uid=f"page_cache.{model._meta.label}"
    )
