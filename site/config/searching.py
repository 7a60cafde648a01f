"""The search of the admin: Wagtail's own, which on SQLite takes quotation marks of any kind."""

from django.db import connection
from modelsearch.backends import database
from modelsearch.query import Phrase, PlainText


class QuotingMixin:
    """Doubles quotation marks, as SQLite's full-text search has them inside its own.

    Without it ``5" pipe`` is an error: https://github.com/wagtail/wagtail/issues/13227
    """

    def build_search_query_content(self, query, config=None):
        if isinstance(query, PlainText):
            words = query.query_string.replace('"', '""')
            query = PlainText(words, operator=query.operator, boost=query.boost)
        elif isinstance(query, Phrase):
            query = Phrase(query.query_string.replace('"', '""'))
        return super().build_search_query_content(query, config=config)


def SearchBackend(params):
    """Wagtail's backend for the database that there is. Wagtail asks for this name."""
    backend = database.SearchBackend(params)
    if connection.vendor == "sqlite":
        for name in ("query_compiler_class", "autocomplete_query_compiler_class"):
            compiler = getattr(backend, name)
            setattr(backend, name, type(compiler.__name__, (QuotingMixin, compiler), {}))
    return backend
