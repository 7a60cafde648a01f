"""Keeps SQLite readable on a disk that is full or has become read-only.

The last connection that closes takes the write-ahead log and its index (``-wal``, ``-shm``) away, and
Django closes its own after each request. The next one has to make both anew, for which there must be
room: without it even reading fails. A process that serves therefore holds one connection open, with
which it does nothing.
"""

import os
import sqlite3
from contextlib import suppress

from django.db.backends.signals import connection_created

#: By process: a connection must not be used in a fork.
_held: dict[int, sqlite3.Connection] = {}


def keep() -> None:
    """From its first connection to a file of SQLite on, this process and its forks hold one more."""
    connection_created.connect(_hold, dispatch_uid="database.held_open")


def _hold(sender, connection, **kwargs) -> None:
    if connection.vendor != "sqlite" or os.getpid() in _held or connection.is_in_memory_db():
        return
    with suppress(sqlite3.Error):  # it is tried again with the next connection
        own = sqlite3.connect(connection.settings_dict["NAME"], check_same_thread=False)
        # Only who has read has opened the log.
        own.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _held[os.getpid()] = own
