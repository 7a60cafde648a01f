"""PostgreSQL's full-text index: a table beside the documents, narrow so that it is quickly gone over.

Its vectors hold the words, those of the title a second time (``^berlin``), and the facets
(``=topic3``): the index answers for all of them. They do not hold the places of words. Whether words
stand together is looked up in the text of those documents that have them all, the newest first:
PostgreSQL's own phrases would look it up for as many as there are.

Migration 0002 makes the table.
"""

from ..documents import COLUMN, GAP

# Without its list of what is yet to be sorted in, which every search would go through.
INDEX = (
    "CREATE INDEX IF NOT EXISTS search_text_words ON search_text USING gin (words) "
    "WITH (fastupdate = off)"
)
#: Whether it finds words that stand together. Else ``search.queries`` looks into the documents.
KNOWS_PLACES = False


def _vector(document) -> str:
    title, *columns = (column.split() for column in document.stems.split(COLUMN))
    everywhere = dict.fromkeys(stem for column in (title, *columns) for stem in column)
    lexemes = [stem for stem in everywhere if stem != GAP]
    lexemes += [f"^{stem}" for stem in dict.fromkeys(title)]
    lexemes += [f"={facet}" for facet in document.facets.split()]
    return " ".join(f"'{lexeme}'" for lexeme in lexemes)


def put(cursor, documents) -> None:
    numbers = [document.pk for document in documents]
    vectors = [_vector(document) for document in documents]
    cursor.execute(
        "INSERT INTO search_text (id, words) "
        "SELECT id, words::tsvector FROM unnest(%s::bigint[], %s::text[]) AS new (id, words)",
        [numbers, vectors],
    )


def remove(cursor, documents) -> None:
    numbers = [document.pk for document in documents]
    cursor.execute("DELETE FROM search_text WHERE id = ANY(%s)", [numbers])


def clear(cursor) -> None:
    cursor.execute("TRUNCATE search_text")


def begin_filling(cursor) -> None:
    """Does without the index while an empty table is filled: made at the end, it is made quickly."""
    cursor.execute("DROP INDEX IF EXISTS search_text_words")


def tidy(cursor) -> None:
    """Makes the index if it is not there: after a filling, also one that was broken off."""
    cursor.execute(INDEX)


def written(expression) -> str:
    """An expression of ``search.matching`` as a tsquery."""
    kind, *rest = expression
    match kind:
        case "word":
            return f"'{rest[0]}'"
        case "title":
            return f"'^{rest[0]}'"
        case "phrase":  # only whether all its words are there
            return "(" + " & ".join(f"'{stem}'" for stem in rest[0]) + ")"
        case "facet":
            return f"'={rest[0]}'"
        case "without":
            return f"({written(rest[0])} & !({written(rest[1])}))"
    return "(" + {"and": " & ", "or": " | "}[kind].join(map(written, rest)) + ")"


def newest(expression, most: int) -> tuple[str, list]:
    """A query for the numbers of the newest documents that match.

    The question stands in a query of its own so that nothing is guessed of how many match: with a
    guess, PostgreSQL reads the vectors of all documents rather than the index of a common word.
    ``OFFSET 0`` has it find all that match before it takes the newest: else, for a few, it reads
    the vectors of one document after the other until so many match.
    """
    return (
        "SELECT id FROM (SELECT id FROM search_text WHERE words @@ (SELECT %s::tsquery) OFFSET 0) "
        "AS matching ORDER BY id DESC LIMIT %s",
        [written(expression), most],
    )


def count(cursor, rows) -> None:
    """Adds to how many documents have the words."""
    cursor.execute(
        """INSERT INTO search_word (word, spelling, stem, document_count, title_count)
        SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::int[])
        ON CONFLICT (word) DO UPDATE SET document_count = search_word.document_count + excluded.document_count,
        title_count = search_word.title_count + excluded.title_count""",
        [list(column) for column in zip(*rows, strict=True)],
    )
