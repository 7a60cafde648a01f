"""Finding comments by what they say, in the index that the database keeps of their words."""

import re

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.expressions import RawSQL

#: From so many matches on, most comments say it: looking at the newest is quicker than gathering.
MANY = 2000
MOST_WORDS = 12


def saying(comments: QuerySet, text: str) -> QuerySet:
    """Those that contain every word of the text, the last one perhaps only begun."""
    chunks = [words for chunk in text.split() if (words := re.findall(r"\w+", chunk))]
    chunks = chunks[:MOST_WORDS]
    if not chunks:
        return comments.none()
    return (_in_sqlite if connection.vendor == "sqlite" else _in_postgresql)(comments, chunks)


def _in_sqlite(comments: QuerySet, chunks: list[list[str]]) -> QuerySet:
    wanted = " ".join(f'"{" ".join(words)}"' for words in chunks) + "*"
    matching = "SELECT rowid FROM comments_words WHERE comments_words MATCH %s"
    with connection.cursor() as cursor:
        cursor.execute(f"{matching} LIMIT {MANY + 1}", [wanted])
        found = [pk for (pk,) in cursor.fetchall()]
    if len(found) <= MANY:
        return comments.filter(pk__in=found)
    return comments.filter(
        RawSQL(
            "EXISTS (SELECT 1 FROM comments_words WHERE comments_words MATCH %s"
            " AND comments_words.rowid = comments_readercomment.xtdcomment_ptr_id)",
            [wanted],
            output_field=BooleanField(),
        )
    )


def _in_postgresql(comments: QuerySet, chunks: list[list[str]]) -> QuerySet:
    *whole, last = chunks
    queries = [
        Func(Value(" ".join(words)), template="phraseto_tsquery('simple', %(expressions)s)")
        for words in whole
    ]
    begun = " <-> ".join(f"'{word}'" for word in last) + ":*"
    queries.append(Func(Value(begun), template="to_tsquery('simple', %(expressions)s)"))
    document = Func(
        F("comment"),
        F("user_name"),
        template="to_tsvector('simple', %(expressions)s)",
        arg_joiner=" || ' ' || ",
    )
    for query in queries:
        comments = comments.filter(
            Func(
                document,
                query,
                template="%(expressions)s",
                arg_joiner=" @@ ",
                output_field=BooleanField(),
            )
        )
    return comments
