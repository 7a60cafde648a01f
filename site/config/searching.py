"""The search of the admin: Wagtail's own, for as many pages and pictures as there are."""

from django.db import connection
from modelsearch.backends import database


def SearchBackend(params):
    """Wagtail's backend for the database that there is. Wagtail asks for this name."""
    backend = database.SearchBackend(params)
    if connection.vendor == "sqlite":
        from . import searching_sqlite as own

        backend.index_class = own.Index
    else:
        from . import searching_postgresql as own
    backend.query_compiler_class = own.QueryCompiler
    backend.autocomplete_query_compiler_class = own.AutocompleteQueryCompiler
    return backend
