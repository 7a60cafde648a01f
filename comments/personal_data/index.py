"""Empties the full-text index of deleted words."""

from django.db import connection

#: Pages of the full-text index that one statement writes.
MERGED = 500


def merge_index() -> None:
    """Merges SQLite's full-text index, which drops deleted words only when its parts are merged.

    It goes in steps, so that other writers wait for one step only.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        pages, changes = -MERGED, 2
        while changes >= 2:
            before = connection.connection.total_changes
            cursor.execute(
                "INSERT INTO comments_words(comments_words, rank) VALUES ('merge', %s)", [pages]
            )
            pages, changes = MERGED, connection.connection.total_changes - before
