"""What something costs: CPU time of this process and of its database's, and rows written."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

TICK = os.sysconf("SC_CLK_TCK")
#: Seconds of CPU over which something quick is repeated.
ENOUGH = 1.0


def _server_seconds() -> float:
    """CPU time that PostgreSQL's process for this connection has used; with SQLite it is our own."""
    if connection.vendor != "postgresql":
        return 0.0
    pid = connection.connection.info.backend_pid
    try:
        # To the nanosecond, where the kernel keeps it.
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except FileNotFoundError:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK


def call_seconds(act: Callable[[], object]) -> float:
    """CPU seconds of one call, ours and the database's."""
    begun, server = time.process_time(), _server_seconds()
    act()
    return time.process_time() - begun + _server_seconds() - server


def seconds(act: Callable[[], object], most: int = 200) -> float:
    """Mean CPU seconds of one call, ours and the database's, after one call to warm up."""
    connection.ensure_connection()
    act()
    calls, begun, server = 0, time.process_time(), _server_seconds()
    while calls < most and time.process_time() - begun < ENOUGH:
        act()
        calls += 1
    return (time.process_time() - begun + _server_seconds() - server) / calls


def each_seconds(act: Callable[[], object], times: int, before=None) -> float:
    """Mean CPU seconds of a call that changes what the next one finds; ``before`` is not counted."""
    spent = 0.0
    for _ in range(times):
        if before:
            before()
        begun, server = time.process_time(), _server_seconds()
        act()
        spent += time.process_time() - begun + _server_seconds() - server
    return spent / times


def rows(act: Callable[[], object]) -> int:
    """Rows inserted, updated and deleted by one call, which is taken back."""
    with transaction.atomic():
        before = _rows_so_far()
        act()
        written = _rows_so_far() - before
        transaction.set_rollback(True)
    return written


def _rows_so_far() -> int:
    if connection.vendor == "sqlite":
        return connection.connection.total_changes
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables"
        )
        return int(cursor.fetchone()[0])
