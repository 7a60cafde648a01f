"""The search of the admin on PostgreSQL: what matches is found by its index, whatever its statistics say."""

from django.db.models import CharField, F, FloatField, OuterRef, Subquery
from django.db.models.functions import Cast
from modelsearch.backends.database.postgres import postgres
from modelsearch.query import Fuzzy, MatchAll, Not
from modelsearch.utils import get_descendants_content_types_pks

#: What the names of modelsearch's columns begin with, as seen from a page.
RELATED = "index_entries__"


class Compiler:
    """Mixin for modelsearch's two compilers.

    They join pages and index by an expression, the text of the page's id. PostgreSQL knows nothing of
    its values, and for some words compares each page with each entry: 13 seconds for 5,000 pictures.
    """

    def search(self, config, start, stop, score_field=None, backend=None):
        other = isinstance(self.query, MatchAll | Fuzzy) or (
            isinstance(self.query, Not) and isinstance(self.query.subquery, MatchAll)
        )
        if other or self.fields is not None:
            return super().search(config, start, stop, score_field, backend)
        search_query = self.build_tsquery(self.query, config=config)
        vectors = [
            (_own(vector), _own(boost)) for vector, boost in self.get_search_vectors(search_query)
        ]
        together = vectors[0][0]
        for vector, _boost in vectors[1:]:
            together = together._combine(vector, "||", False)
        pk = self.queryset.model._meta.pk
        while pk.remote_field:
            pk = pk.target_field
        entries = postgres.IndexEntry.objects.filter(
            content_type__in=get_descendants_content_types_pks(self.queryset.model)
        )
        found = entries.annotate(words=together, number=Cast("object_id", pk))
        queryset = self.queryset.filter(pk__in=found.filter(words=search_query).values("number"))
        score = entries.filter(object_id=Cast(OuterRef("pk"), CharField(max_length=50))).values(
            score=self._build_rank_expression(vectors, config)
        )
        return self._apply_ordering_and_scoring(
            queryset, Subquery(score[:1], FloatField()), start, stop, score_field
        )


def _own(column):
    """A column of the index, as the index itself names it."""
    return F(column.name.removeprefix(RELATED)) if isinstance(column, F) else column


class QueryCompiler(Compiler, postgres.PostgresSearchQueryCompiler):
    """For whole words."""


class AutocompleteQueryCompiler(Compiler, postgres.PostgresAutocompleteQueryCompiler):
    """For beginnings of words."""
