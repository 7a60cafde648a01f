"""The database's full-text index of the documents: one module for each database.

Both keep the same words and answer the same questions: which documents match, the newest first.
What is best of them is for ``search.ranking`` to say.
"""

from django.db import connection

from . import postgresql, sqlite


def engine():
    """The module for the site's database."""
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
