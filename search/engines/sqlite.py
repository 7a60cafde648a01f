"""SQLite's full-text index, FTS5: without a copy of the text, which stands in the documents.

Migration 0002 makes its table.
"""

from ..documents import COLUMN

#: Whether it finds words that stand together. Else ``search.queries`` looks into the documents.
KNOWS_PLACES = True

#: The columns of words: a facet is none.
TEXT = "{title answer headings rest}"
PUT = """INSERT INTO search_text (rowid, title, answer, headings, rest, facets)
    VALUES (%s, %s, %s, %s, %s, %s)"""
REMOVE = """INSERT INTO search_text (search_text, rowid, title, answer, headings, rest, facets)
    VALUES ('delete', %s, %s, %s, %s, %s, %s)"""


def _row(document) -> tuple:
    return (document.pk, *document.stems.split(COLUMN), document.facets)


def put(cursor, documents) -> None:
    cursor.executemany(PUT, [_row(document) for document in documents])


def remove(cursor, documents) -> None:
    """Takes documents out; FTS5 has to be told the very words that it was given."""
    cursor.executemany(REMOVE, [_row(document) for document in documents])


def clear(cursor) -> None:
    cursor.execute("INSERT INTO search_text(search_text) VALUES ('delete-all')")


def begin_filling(cursor) -> None:
    """Nothing to do: FTS5 writes in large pieces by itself."""


def tidy(cursor) -> None:
    """Merges what many small changes left apart."""
    cursor.execute("INSERT INTO search_text(search_text, rank) VALUES ('merge', 500)")


def written(expression) -> str:
    """An expression of ``search.matching`` in FTS5's language."""
    kind, *rest = expression
    match kind:
        case "word":
            return f'{TEXT} : "{rest[0]}"'
        case "title":
            return f'title : "{rest[0]}"'
        case "phrase":
            return f'{TEXT} : "{" ".join(rest[0])}"'
        case "facet":
            return f'facets : "{rest[0]}"'
        case "without":
            return f"(({written(rest[0])}) NOT ({written(rest[1])}))"
    return "(" + f" {kind.upper()} ".join(map(written, rest)) + ")"


def newest(expression, most: int) -> tuple[str, list]:
    """A query for the numbers of the newest documents that match."""
    return (
        "SELECT rowid AS id FROM search_text WHERE search_text MATCH %s "
        "ORDER BY rowid DESC LIMIT %s",
        [written(expression), most],
    )


def count(cursor, rows) -> None:
    """Adds to how many documents have the words."""
    cursor.executemany(
        """INSERT INTO search_word (word, spelling, stem, document_count, title_count) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (word) DO UPDATE SET document_count = search_word.document_count + excluded.document_count,
        title_count = search_word.title_count + excluded.title_count""",
        rows,
    )
