"""SQLite's full-text index, FTS5, without a copy of the text, which the documents have.

Migration 0002 makes its table.
"""

from ..documents import COLUMN

#: Whether the index finds phrases. If not, ``search.queries`` looks into the documents.
SUPPORTS_PHRASES = True

#: The columns of text, without the facets.
TEXT = "{title answer headings rest}"
PUT = """INSERT INTO search_text (rowid, title, answer, headings, rest, facets)
    VALUES (%s, %s, %s, %s, %s, %s)"""
REMOVE = """INSERT INTO search_text (search_text, rowid, title, answer, headings, rest, facets)
    VALUES ('delete', %s, %s, %s, %s, %s, %s)"""


def _row(document) -> tuple:
    return (document.pk, *document.stems.split(COLUMN), document.facets)


def add(cursor, documents) -> None:
    cursor.executemany(PUT, [_row(document) for document in documents])


def remove(cursor, documents) -> None:
    """Takes documents out. FTS5 needs exactly the words with which they were added."""
    cursor.executemany(REMOVE, [_row(document) for document in documents])


def clear(cursor) -> None:
    cursor.execute("INSERT INTO search_text(search_text) VALUES ('delete-all')")


def begin_bulk_load(cursor) -> None:
    """Does nothing, because FTS5 writes in large pieces by itself."""


def optimize(cursor) -> None:
    """Merges the segments that many small changes left behind."""
    cursor.execute("INSERT INTO search_text(search_text, rank) VALUES ('merge', 500)")


def compile_expression(expression) -> str:
    """An expression of ``search.matching`` in FTS5's language."""
    kind, *rest = expression
    match kind:
        case "word":
            return f'{TEXT} : "{rest[0]}"'
        case "title":
            return f'title : "{rest[0]}"'
        case "phrase" | "run":
            return f'{TEXT} : "{" ".join(rest[0])}"'
        case "facet":
            return f'facets : "{rest[0]}"'
        case "without":
            return f"(({compile_expression(rest[0])}) NOT ({compile_expression(rest[1])}))"
    return "(" + f" {kind.upper()} ".join(map(compile_expression, rest)) + ")"


def newest(expression, most: int) -> tuple[str, list]:
    """A query for the ids of the newest documents that match."""
    return (
        "SELECT rowid AS id FROM search_text WHERE search_text MATCH %s "
        "ORDER BY rowid DESC LIMIT %s",
        [compile_expression(expression), most],
    )


def add_word_counts(cursor, rows) -> None:
    """Adds to the counts of documents and titles that have the words."""
    cursor.executemany(
        """INSERT INTO search_word (word, spelling, stem, document_count, title_count) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (word) DO UPDATE SET document_count = search_word.document_count + excluded.document_count,
        title_count = search_word.title_count + excluded.title_count""",
        rows,
    )
