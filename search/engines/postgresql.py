"""PostgreSQL's full-text index: a table beside the documents, narrow so that a scan is quick.

Its vectors hold the words, those of the title a second time (``^berlin``), and the facets
(``=topic3``), so that the index finds all of them. They do not hold the positions of words.
``search.queries`` looks for phrases in the text of the documents that have all their words, the newest
first. PostgreSQL's own phrases would look into every such document.

Migration 0002 makes the table.
"""

from ..documents import COLUMN, GAP, SOURCES

# Without the list of pending entries, through which every search would go.
INDEX = (
    "CREATE INDEX IF NOT EXISTS search_text_words ON search_text USING gin (words) "
    "WITH (fastupdate = off)"
)
#: Whether the index finds phrases. If not, ``search.queries`` looks into the documents.
SUPPORTS_PHRASES = False


def _vector(document) -> str:
    title, *columns = (column.split() for column in document.stems.split(COLUMN))
    everywhere = dict.fromkeys(stem for column in (title, *columns) for stem in column)
    lexemes = [stem for stem in everywhere if stem not in (GAP, SOURCES)]
    lexemes += [f"^{stem}" for stem in dict.fromkeys(title)]
    lexemes += [f"={facet}" for facet in document.facets.split()]
    return " ".join(f"'{lexeme}'" for lexeme in lexemes)


def add(cursor, documents) -> None:
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


def begin_bulk_load(cursor) -> None:
    """Drops the index while an empty table is filled, because it is made quickly at the end."""
    cursor.execute("DROP INDEX IF EXISTS search_text_words")


def optimize(cursor) -> None:
    """Makes the index if it is missing: after a bulk load, also one that was interrupted."""
    cursor.execute(INDEX)


def compile_expression(expression) -> str:
    """An expression of ``search.matching`` as a tsquery."""
    kind, *rest = expression
    match kind:
        case "word":
            return f"'{rest[0]}'"
        case "title":
            return f"'^{rest[0]}'"
        case "phrase" | "run":  # tests only that all its words are there
            return "(" + " & ".join(f"'{stem}'" for stem in rest[0]) + ")"
        case "facet":
            return f"'={rest[0]}'"
        case "without":
            return f"({compile_expression(rest[0])} & !({compile_expression(rest[1])}))"
    return "(" + {"and": " & ", "or": " | "}[kind].join(map(compile_expression, rest)) + ")"


def newest(expression, most: int) -> tuple[str, list]:
    """A query for the ids of the newest documents that match.

    The tsquery is a subquery of its own so that PostgreSQL cannot guess how many documents match.
    With a guess, it reads the vectors of all documents rather than the index of a common word.
    ``OFFSET 0`` makes it find all matches before it takes the newest. Without that, and with a small
    limit, it reads the vectors of one document after another until enough of them match.

    If the expression has runs of words, the texts of those newest documents are looked into.
    """
    sql = (
        "SELECT id FROM (SELECT id FROM search_text WHERE words @@ (SELECT %s::tsquery) OFFSET 0) "
        "AS matching ORDER BY id DESC LIMIT %s"
    )
    params = [compile_expression(expression), most]
    if not _has_run(expression):
        return sql, params
    condition, texts = _in_text(expression)
    sql = f"SELECT id FROM ({sql}) AS newest JOIN search_document USING (id) WHERE {condition}"  # noqa: S608
    return sql, [*params, *texts]


def _has_run(expression) -> bool:
    kind, *rest = expression
    return kind == "run" or kind in ("and", "or", "without") and any(map(_has_run, rest))


def _in_text(expression) -> tuple[str, list]:
    """The condition that a document has in its text what the index alone cannot tell."""
    kind, *rest = expression
    match kind:
        case "word":
            return "stems LIKE %s", [f"% {rest[0]} %"]
        case "run":
            return "stems LIKE %s", [f"% {' '.join(rest[0])} %"]
        case "without":  # the index has told what is unwanted
            return _in_text(rest[0])
        case "and":  # the index has told each part without a run
            rest = [part for part in rest if _has_run(part)]
    conditions, params = zip(*map(_in_text, rest), strict=True)
    joined = {"and": " AND ", "or": " OR "}[kind].join(conditions)
    return f"({joined})", [text for part in params for text in part]


def add_word_counts(cursor, rows) -> None:
    """Adds to the counts of documents and titles that have the words."""
    cursor.execute(
        """INSERT INTO search_word (word, spelling, stem, document_count, title_count)
        SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::int[])
        ON CONFLICT (word) DO UPDATE SET document_count = search_word.document_count + excluded.document_count,
        title_count = search_word.title_count + excluded.title_count""",
        [list(column) for column in zip(*rows, strict=True)],
    )
