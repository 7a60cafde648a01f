"""The search of the admin on SQLite: all scores are taken once, and only what differs is written."""

from django.db import transaction
from django.db.models import Avg, BooleanField, F, FloatField, Func
from django.db.models.functions import Length
from modelsearch.backends.database.sqlite import query as fts
from modelsearch.backends.database.sqlite import sqlite
from modelsearch.index import AutocompleteField, SearchField
from modelsearch.query import MatchAll, Not, Phrase, PlainText
from modelsearch.utils import get_content_type_pk, get_descendants_content_types_pks

#: Objects that are written in one transaction: short enough that no other writer has to wait for long.
BATCH = 10
#: The newest entries, whose titles tell how long a title is on average.
SAMPLE = 200


class OfMatching(Func):
    """Something about an object's id and the scores of all objects that match, which are taken once.

    Modelsearch has a query here that begins anew for each object: a word of 10,000 pages then costs
    10,000 searches. *matching* is a query for ids and scores.
    """

    arity = 1

    def __init__(self, pk, matching):
        super().__init__(pk)
        self.matching = matching

    def as_sql(self, compiler, connection, **context):
        matching, params = self.matching.query.get_compiler(connection=connection).as_sql()
        pk, pk_params = compiler.compile(self.source_expressions[0])
        # SQLite goes through the tables of a CROSS JOIN in their order: first what has the words.
        # Otherwise it may look for the words anew in each entry.
        matching = matching.replace(" INNER JOIN ", " CROSS JOIN ")
        sql = self.template % {"pk": pk, "matching": matching}
        before_pk = self.template.index("%(pk)s") < self.template.index("%(matching)s")
        return sql, [*pk_params, *params] if before_pk else [*params, *pk_params]


class Matches(OfMatching):
    """Whether the object is among those that match."""

    template = "%(pk)s IN (SELECT object_id FROM (%(matching)s))"
    output_field = BooleanField()


class ScoreOf(OfMatching):
    """The object's score. ``MATERIALIZED`` makes SQLite keep all scores, and it looks them up by id.

    For the lookup it makes an index, except if it expects one object or none: so its statistics may say
    that were taken while the site was empty. Of the one row of ``json_each`` it expects 25.
    """

    template = (
        "(WITH scored AS MATERIALIZED (%(matching)s) "
        "SELECT scored.score FROM json_each('[1]') CROSS JOIN scored "
        "WHERE scored.object_id = CAST(%(pk)s AS text) LIMIT 1)"
    )
    output_field = FloatField()


class Compiler:
    """Mixin for modelsearch's two compilers."""

    def build_search_query_content(self, query, config=None):
        """Doubles quotation marks, as SQLite's full-text search has them inside its own.

        Without it ``5" pipe`` is an error: https://github.com/wagtail/wagtail/issues/13227
        """
        if isinstance(query, PlainText):
            words = query.query_string.replace('"', '""')
            query = PlainText(words, operator=query.operator, boost=query.boost)
        elif isinstance(query, Phrase):
            query = Phrase(query.query_string.replace('"', '""'))
        return super().build_search_query_content(query, config=config)

    def search(self, config, start, stop, score_field=None):
        query = fts.normalize(self.query)
        if isinstance(query, MatchAll | Not):
            return super().search(config, start, stop, score_field)
        matching, score_field = self._matching(query, config), score_field or "_score"
        found = self.queryset.filter(Matches(F("pk"), matching))
        found = found.annotate(**{score_field: ScoreOf(F("pk"), matching)})
        if self.order_by_relevance:
            found = found.order_by(score_field, "-pk")
        elif not found.query.order_by:
            found = found.order_by("-pk")
        return found[start:stop]

    def _matching(self, query, config):
        """The id and the score of everything that matches. The lowest score is the best."""
        words = self.build_search_query(query, config=config)
        kinds = get_descendants_content_types_pks(self.queryset.model)
        return (
            sqlite.SQLiteFTSIndexEntry.objects.filter(
                fts.MatchExpression(self.fields or self.FTS_TABLE_FIELDS, words),
                index_entry__content_type__in=kinds,
            )
            .annotate(score=self._build_rank_expression(self.get_search_vectors(), config))
            .values(object_id=F("index_entry__object_id"), score=F("score"))
        )


class QueryCompiler(Compiler, sqlite.SQLiteSearchQueryCompiler):
    """For whole words."""


class AutocompleteQueryCompiler(Compiler, sqlite.SQLiteAutocompleteQueryCompiler):
    """For beginnings of words."""


class Index(sqlite.SQLiteIndex):
    """Writes the entries that differ, a few at a time.

    Modelsearch writes each entry that it is given, and then goes through all entries, with their texts,
    to give the new ones their share for short titles.
    """

    def add_items(self, model, objs):
        for start in range(0, len(objs), BATCH):
            with transaction.atomic(using=self.write_connection.alias):
                self._write(
                    get_content_type_pk(model), self.changed(model, objs[start : start + BATCH])
                )

    def changed(self, model, objs) -> dict[str, dict]:
        """The texts of the objects that differ from the index, by id."""
        texts = {str(obj.pk): self._texts(obj) for obj in objs}
        entries = self.entries.filter(content_type_id=get_content_type_pk(model))
        names = ("object_id", "title", "body", "autocomplete")
        for pk, *kept in entries.filter(object_id__in=texts).values_list(*names):
            if texts[pk] == dict(zip(names[1:], kept, strict=True)):
                del texts[pk]
        return texts

    def _write(self, kind: int, changed: dict[str, dict]) -> None:
        if not changed:
            return
        entries = self.entries.filter(content_type_id=kind)
        old = entries.filter(object_id__in=changed)
        kept = set(old.values_list("object_id", flat=True))
        average = self._average_title()
        new = []
        for pk, text in changed.items():
            text["title_norm"] = average / len(text["title"]) if text["title"] else 1.0
            if pk in kept:
                entries.filter(object_id=pk).update(**text)
            else:
                new.append(self.entries.model(content_type_id=kind, object_id=pk, **text))
        self.entries.bulk_create(new)

    def _texts(self, obj) -> dict[str, str]:
        """The three texts of an entry. Modelsearch reads all fields of the object for each of them."""
        indexer = sqlite.ObjectIndexer(obj, self.backend)
        texts = {"title": [], "body": [], "autocomplete": []}
        for top in indexer.search_fields:
            for field, value in indexer.prepare_field(obj, top):
                if isinstance(field, AutocompleteField):
                    texts["autocomplete"].append(value)
                elif isinstance(field, SearchField):
                    texts["title" if field.field_name == "title" else "body"].append(value)
        return {name: " ".join(values) for name, values in texts.items()}

    def _average_title(self) -> float:
        lengths = self.entries.order_by("-pk").annotate(length=Length("title"))[:SAMPLE]
        return lengths.aggregate(average=Avg("length"))["average"] or 1.0

    def _refresh_title_norms(self, full=False):
        """Does nothing: each entry has its share since it was written."""
