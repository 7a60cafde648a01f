"""Follows the changes that all processes store, so that this process drops what they concern."""

import logging
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Q, QuerySet

from .collecting import EVERYTHING
from .models import Invalidation

logger = logging.getLogger(__name__)

#: The rows that a new process reads to know what changed before it began. Pruning keeps as many.
KEPT = 1_000
#: A process that missed more than this drops everything instead of reading it all, and so does one that
#: nobody asked for so many seconds: rows are pruned meanwhile (``housekeeping.KEPT_FOR``).
MOST_ROWS, IDLE_SECONDS = 5_000, 1_800
#: The changes that are remembered for pages of other processes.
MOST_REMEMBERED = 20_000


class Horizon(NamedTuple):
    """The changes that a look into the database shows: a snapshot, in PostgreSQL's words.

    A change has the id of its transaction as its place. Those below ``first`` are over, those from
    ``last`` on had not begun, and of those between them these are ``open``. SQLite has one writer at a
    time: there the place is the row's id, and none is open.
    """

    first: int = 0
    last: int = 0
    open: frozenset[int] = frozenset()

    def shows(self, place: int) -> bool:
        return place < self.first or (place < self.last and place not in self.open)


class Follower:
    """Reads new rows when a request comes, at most every ``PAGE_CACHE_SECONDS``."""

    def __init__(self):
        self.listeners: list[Callable[[Iterable[str]], None]] = []
        self._begin()

    def _begin(self) -> None:
        self.lock = Lock()
        self.horizon = Horizon()
        #: When it was tried last, and when it was done last.
        self.tried_at: float | None = None
        self.read_at: float | None = None
        self._asked = self._answered = 0
        self._seen: dict[int, int] = {}
        self._forget()

    def _forget(self) -> None:
        """What the present horizon shows is not known any more, as to what it changed."""
        self._changed: defaultdict[str, list[int]] = defaultdict(list)
        self._remembered = 0
        self._floor = self.horizon.last

    def before_drop(self, tag: str, forget: Callable[[], None]) -> None:
        """Calls ``forget`` when the tag is dropped, before any page is: for what else is kept of it."""
        self.listeners.insert(0, lambda tags: forget() if tag in tags else None)

    def read_soon(self) -> None:
        """Has the next request read: this process itself changed something."""
        self._asked += 1

    def catch_up(self) -> None:
        """Reads what is new, if it is time. While the database is away, nothing is dropped."""
        since = time.monotonic() - (self.tried_at or 0)
        late = self.tried_at is None or since >= settings.PAGE_CACHE_SECONDS
        # This process's own change is read at once, but nobody waits again and again for a database
        # that did not answer.
        answers = self.tried_at == self.read_at
        pressing = self._asked != self._answered and answers
        if not pressing and not late:
            return
        # Where another thread reads already, its answer is enough, unless it may have begun before this
        # process's own change was stored.
        if not self.lock.acquire(blocking=pressing or self.tried_at is None):
            return
        try:
            asked = self._asked
            self._read()
            self._answered = asked
            self.tried_at = self.read_at = time.monotonic()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The page cache cannot read what has changed: %s", error)
            self.tried_at = time.monotonic()
            if not connection.in_atomic_block:
                connection.close()
        finally:
            self.lock.release()

    def is_current(self, tags: Iterable[str], horizon: Horizon) -> bool:
        """Whether nothing with these tags has changed since a page was built elsewhere."""
        if self.read_at is None:  # nothing is known of the changes yet
            return False
        return horizon.first >= self._floor and all(
            horizon.shows(place) for tag in tags for place in self._changed.get(tag, ())
        )

    def _read(self) -> None:
        first = self.read_at is None
        idle = not first and time.monotonic() - self.read_at > IDLE_SECONDS
        # Asked before the rows, so that each row is shown by this horizon or read next time.
        horizon = now()
        new = Invalidation.objects.filter(_new(self.horizon)).order_by("pk")
        found = [] if first else _rows(new[: MOST_ROWS + 1])
        anew = first or idle or len(found) > MOST_ROWS
        if anew:  # what was built before is not known to be true
            self._tell([EVERYTHING])
            self._forget()
            self._seen = {}
            found = _rows(Invalidation.objects.order_by("-transaction", "-pk")[:KEPT])[::-1]
            # Of a transaction, only the last rows may have been read.
            self._floor = min(place for _, place, _ in found) + 1 if len(found) == KEPT else 0
        for pk, place, tags in found:
            if pk not in self._seen:
                self._remember(place, tags)
                if not anew:
                    self._tell(tags)
        if horizon is None:
            last = max((pk + 1 for pk, _, _ in found), default=self.horizon.last)
            horizon = Horizon(last, last)
        self.horizon = horizon
        if self._remembered > MOST_REMEMBERED:  # not before: the horizon has to have moved on
            self._forget()
        seen = self._seen | {pk: place for pk, place, _ in found}
        self._seen = {pk: place for pk, place in seen.items() if not horizon.shows(place)}

    def _remember(self, place: int, tags: Iterable[str]) -> None:
        for tag in tags:
            self._changed[tag].append(place)
            self._remembered += 1

    def _tell(self, tags: Iterable[str]) -> None:
        for listener in self.listeners:
            listener(tags)


def now() -> Horizon | None:
    """What a look into PostgreSQL shows now. On SQLite the rows themselves say it."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        first, last, between = cursor.fetchone()[0].split(":")
    return Horizon(int(first), int(last), frozenset(map(int, filter(None, between.split(",")))))


def _new(horizon: Horizon) -> Q:
    """The rows that this horizon does not show."""
    if connection.vendor != "postgresql":
        return Q(pk__gte=horizon.last)
    return Q(transaction__gte=horizon.last) | Q(transaction__in=horizon.open)


def _rows(rows: QuerySet) -> list[tuple[int, int, list[str]]]:
    """Id, place and tags of each row."""
    by_transaction = connection.vendor == "postgresql"
    return [
        (pk, transaction if by_transaction else pk, tags)
        for pk, transaction, tags in rows.values_list("pk", "transaction", "tags")
    ]


#: Of this process.
follower = Follower()
os.register_at_fork(after_in_child=follower._begin)
