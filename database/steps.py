"""Work on many rows in short steps, between which others write."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import QuerySet

#: Rows deleted in one transaction.
ROWS = 500
#: The longest pause: by then everybody who waits has looked several times.
MOST_SECONDS = 0.5


@contextmanager
def step() -> Iterator[None]:
    """One transaction of many, after which everybody else has as long to write.

    SQLite has one writer at a time, and whoever waits looks only every tenth of a second whether it is
    their turn. Work that begins its next step at once leaves them none.
    """
    begun = time.monotonic()
    with transaction.atomic():
        yield
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(min(time.monotonic() - begun, MOST_SECONDS))


def numbers(rows: QuerySet, size: int | None = None) -> Iterator[list]:
    """The primary keys of the rows in order, so many at a time; each part is looked up when it is due."""
    rows, last = rows.order_by("pk"), None
    while True:
        beyond = rows if last is None else rows.filter(pk__gt=last)
        found = list(beyond.values_list("pk", flat=True)[: size or ROWS])
        if not found:
            return
        yield found
        last = found[-1]


def delete(rows: QuerySet, size: int | None = None) -> int:
    """Deletes rows and what hangs from them, and returns how many rows there were."""
    deleted = 0
    for part in numbers(rows, size):
        with step():
            # Asked again: a row may be another since it was looked up.
            still = rows.order_by().filter(pk__in=part)
            deleted += still.delete()[1].get(rows.model._meta.label, 0)
    return deleted
