"""The database's full-text index of the documents: one module for each database.

Both keep the same words and find the same documents, the newest first. ``search.ranking`` then finds
the best of them.
"""

from django.db import connection

from . import postgresql, sqlite


def engine():
    """The module for the site's database."""
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
