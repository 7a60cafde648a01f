"""Searches the text of comments, in the full-text index of the database."""

import re
from typing import cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import Col, RawSQL

#: With more matches than this, filtering the newest comments is quicker than collecting matches.
MANY = 5000
#: For frequent words, the queue searches the newest comments up to this number.
NEWEST = 2000
MOST_WORDS = 12
#: Shorter prefixes are in nearly every comment.
SHORTEST = 3


def saying(
    comments: QuerySet, text: str, all_of_them: bool = False, others: Q | None = None
) -> tuple[QuerySet, bool]:
    """The comments with every word of the text, or with *others*, and whether it is cut short.

    The last word may be a prefix. If more than ``NEWEST`` comments match, SQLite finds the newest,
    except with ``all_of_them``, which may take long.
    """
    chunks = [words for chunk in text.split() if (words := re.findall(r"\w+", chunk))]
    chunks = chunks[:MOST_WORDS]
    others = others or Q(pk__in=[])
    if not chunks:
        return comments.filter(others), False
    if connection.vendor == "sqlite":
        return _in_sqlite(comments, chunks, all_of_them, others)
    return comments.filter(_in_postgresql(chunks) | others), False


def _in_sqlite(
    comments: QuerySet, chunks: list[list[str]], all_of_them: bool, others: Q
) -> tuple[QuerySet, bool]:
    *_, last = each = [f'"{" ".join(words)}"' for words in chunks]
    wanted = " ".join(each)
    begun = f"{wanted}*" if len(chunks[-1][-1]) >= SHORTEST else wanted
    # A common last word has too many matches as a prefix: then only the whole word counts.
    matching = RawSQL(
        "SELECT rowid FROM comments_words WHERE comments_words MATCH ("
        "SELECT CASE WHEN COUNT(*) > %s THEN %s ELSE %s END FROM"
        " (SELECT 1 FROM comments_words WHERE comments_words MATCH %s LIMIT %s)"
        ") ORDER BY rowid DESC LIMIT %s",
        [MANY, wanted, begun, last, MANY + 1, -1 if all_of_them else NEWEST + 1],
    )
    if all_of_them:
        return comments.filter(Q(pk__in=matching) | others), False
    # Named so that Django sees no column in it, for which it would join a table.
    newest = RawSQL("SELECT n FROM newest", [])
    try:
        sql, params = comments.filter(pk__in=newest).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return comments.none(), False
    with connection.cursor() as cursor:
        # One search, because the result is both counted and shown.
        cursor.execute(
            f"WITH matching(n) AS ({matching.sql}),"  # noqa: S608 - Django wrote what is in it
            " newest(n) AS (SELECT n FROM matching ORDER BY n DESC LIMIT %s)"
            f" SELECT (SELECT json_group_array(pk) FROM ({sql})), (SELECT COUNT(*) FROM matching)",
            [*matching.params, NEWEST, *params],
        )
        numbers, matches = cursor.fetchone()
    listed = Q(pk__in=RawSQL("SELECT value FROM json_each(%s)", [numbers]))
    return comments.filter(listed | others), matches > NEWEST


class _Words(Func):
    """The column that triggers update (see the migrations), in the table of a field of Django's."""

    def as_sql(self, compiler, connection, *args, **kwargs):
        table = compiler.quote_name_unless_alias(cast(Col, self.source_expressions[0]).alias)
        return f"{table}.search_words", []


def _in_postgresql(chunks: list[list[str]]) -> Q:
    *whole, last = chunks
    queries = [
        Func(Value(" ".join(words)), template="phraseto_tsquery('simple', %(expressions)s)")
        for words in whole
    ]
    begun = " <-> ".join(f"'{word}'" for word in last)
    begun += ":*" if len(last[-1]) >= SHORTEST else ""
    queries.append(Func(Value(begun), template="to_tsquery('simple', %(expressions)s)"))
    all_said = Func(*queries, template="(%(expressions)s)", arg_joiner=" && ")
    return Q(
        Func(
            _Words(F("status")),
            all_said,
            template="%(expressions)s",
            arg_joiner=" @@ ",
            output_field=BooleanField(),
        )
    )
