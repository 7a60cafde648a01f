"""What keeps SQLite healthy. PostgreSQL does all of this by itself (autovacuum)."""

from pathlib import Path
from typing import NamedTuple

from django.db import connection

from . import steps

#: Rows of each index that are read for statistics. More would say little more, and take longer.
SAMPLE = 1_000
#: From so many free bytes, and so large a share of the file, VACUUM is worth its time.
FREE_BYTES, FREE_SHARE = 100_000_000, 0.25
#: A write-ahead log of this size is not emptied: something reads without end.
LOG_BYTES = 256_000_000


def run() -> None:
    """Refreshes the statistics by which queries are planned, and empties the write-ahead log."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {SAMPLE}")
        # Of a table without an index SQLite would count the rows, one after the other: those of the
        # full-text indexes have very large ones.
        cursor.execute("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'index'")
        for (table,) in cursor.fetchall():
            with steps.step():
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table)}")
        # PASSIVE: it never makes anybody wait.
        if not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


class Space(NamedTuple):
    """What SQLite's files take, in bytes."""

    size: int
    free: int
    log: int

    def advice(self) -> list[str]:
        """What the operator should do about it."""
        found = []
        if self.free > max(FREE_BYTES, FREE_SHARE * self.size):
            found.append(
                f"{self.free // 10**6} of {self.size // 10**6} MB of the database are free: stop "
                "the site for some minutes, and run VACUUM."
            )
        if self.log > LOG_BYTES:
            found.append(
                f"The write-ahead log has {self.log // 10**6} MB: a process reads without end. "
                "Restart the site."
            )
        return found


def space() -> Space | None:
    """None on PostgreSQL."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        page, pages, free = (
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_size", "page_count", "freelist_count")
        )
    log = Path(f"{connection.settings_dict['NAME']}-wal")
    return Space(page * pages, page * free, log.stat().st_size if log.exists() else 0)
