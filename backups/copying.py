"""Fills a copy of the database, table by table, and compares it with where it came from.

A copy that is broken off goes on where it was: a table is loaded whole or not at all, and what is still to
do stands in the copy itself, in a table that its completion deletes.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.engines import postgresql as search_postgresql
from search.engines import sqlite as search_sqlite

from . import targets
from .errors import Refused
from .lines import Block, Column
from .targets import Side, Target
from .telling import Say

#: Tables that a copy does not take along: each database has its own rows there.
OWN = {"backups_readonly", "django_migrations"}
#: Indexes of words that are made anew where the database is of another kind.
INDEXES = {"search_text", "wagtailsearch_indexentry"}
STATE = "unfinished_copy_state"
DOCUMENTS = 500


class Source(Protocol):
    """A backup, or a database."""

    vendor: str

    def tables(self) -> dict[str, list[Column]]: ...
    def read(self, table: str, columns: list[Column]) -> Iterator[Block]: ...


class Sum(NamedTuple):
    """How many rows a table has, and the checksum of its lines."""

    rows: int
    sha256: str


class Summing:
    """Lets blocks through, and sums them up."""

    def __init__(self, blocks: Iterable[Block]):
        self.blocks, self.rows, self.digest = blocks, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[Block]:
        for block in self.blocks:
            self.rows += block.rows
            self.digest.update(block.data)
            yield block

    @property
    def sum(self) -> Sum:
        return Sum(self.rows, self.digest.hexdigest())


def summed(side: Source, table: str, columns: list[Column]) -> Sum:
    summing = Summing(side.read(table, columns))
    for _block in summing:
        pass
    return summing.sum


def of_rows(tables: dict[str, list[Column]]) -> dict[str, list[Column]]:
    """The tables that a backup has."""
    return {table: columns for table, columns in tables.items() if table not in OWN}


class Copying:
    """One copy that is being filled."""

    def __init__(self, source: Source, target: Target, say: Say):
        self.source, self.target, self.say = source, target, say
        self.loaded: dict[str, Sum] = {}

    def run(self, migrations: set[tuple[str, str]], origin: str) -> None:
        """Everything but the switch. *origin* tells whether a copy that was broken off is of this source."""
        self.target.begin()
        self.side = self.target.open()
        try:
            if self.side.has(STATE) and self._state("origin") != [origin]:
                self.say(_("What another copy left behind is deleted."))
                self._start_anew()
            self._make_tables(migrations)
            self._load(origin)
            self._bring_back()
        finally:
            self.side.close()

    def _start_anew(self) -> None:
        self.side.close()
        self.target.drop()
        self.target.begin()
        self.side = self.target.open()

    def _make_tables(self, migrations: set[tuple[str, str]]) -> None:
        if targets.migrations(self.side) >= migrations and self.side.has("django_migrations"):
            return
        self.say(_("Making the tables"))
        self._start_anew()
        self.side.close()
        targets.in_child(self.target, "make", json.dumps(sorted(migrations)))
        self.side = self.target.open()

    def _state(self, kind: str) -> list[str]:
        return [
            value
            for (value,) in self.side.ask(
                f"SELECT value FROM {STATE} WHERE kind = '{kind}' ORDER BY number"  # noqa: S608
            )
        ]

    def _note(self, kind: str, *values: str) -> None:
        place = "?" if self.side.vendor == "sqlite" else "%s"
        for value in values:
            number = self.side.ask(f"SELECT count(*) FROM {STATE}")[0][0]  # noqa: S608
            self.side.execute(
                f"INSERT INTO {STATE} (number, kind, value) VALUES ({place}, {place}, {place})",  # noqa: S608
                number,
                kind,
                value,
            )

    def pairs(self) -> dict[str, list[Column]]:
        """The tables and columns that both have."""
        here, there = self.side.tables(), of_rows(self.source.tables())
        other = self.source.vendor != self.side.vendor
        pairs = {}
        for table, columns in there.items():
            if other and table in INDEXES:
                continue
            if table not in here:
                self.say(_("%(table)s is left out: no migration makes it.") % {"table": table})
                continue
            if other:
                columns = [column for column in columns if column.kind != "words"]
            if missing := [column for column in columns if column not in here[table]]:
                raise Refused(
                    _("%(table)s has no column %(column)s of the kind %(kind)s.")
                    % {"table": table, "column": missing[0].name, "kind": missing[0].kind}
                )
            pairs[table] = columns
        return pairs

    def _load(self, origin: str) -> None:
        if not self.side.has(STATE):
            away, back = self.side.lay_aside()
            with self.side.transaction():
                self.side.execute(
                    f"CREATE TABLE {STATE} (number integer PRIMARY KEY, kind text, value text)"
                )
                self._note("back", *back)
                self._note("origin", origin)
        else:
            away, _back = self.side.lay_aside()
        if self.side.vendor == "sqlite":
            self.side.execute("PRAGMA foreign_keys = OFF")
        pairs, done = self.pairs(), set(self._state("table"))
        self.say(_("Copying the rows"))
        if not self._state("emptied"):
            self.side.run(away)
            own = {"django_migrations", STATE}
            self.side.empty(table for table in self.side.tables() if table not in own)
            self._note("emptied", "")
        for number, (table, columns) in enumerate(pairs.items(), 1):
            if table not in done:
                self.load_table(table, columns)
                self._note("table", table)
                rows = self.loaded[table].rows
                self.say(
                    ngettext(
                        "%(number)d/%(all)d %(table)s: %(rows)s row",
                        "%(number)d/%(all)d %(table)s: %(rows)s rows",
                        rows,
                    )
                    % {
                        "number": number,
                        "all": len(pairs),
                        "table": table,
                        "rows": f"{rows:,}",
                    },
                    is_detail=True,
                )

    def load_table(self, table: str, columns: list[Column]) -> None:
        """A table afresh."""
        self.side.empty([table])
        summing = Summing(self.source.read(table, columns))
        self.side.load(table, columns, summing)
        self.loaded[table] = summing.sum

    def _bring_back(self) -> None:
        if not self._state("complete"):
            self.say(_("Making the indexes"))
            self._fill_words()
            self._fill_search()
            self.side.run(self._state("back"))
            self._note("complete", "")

    def _fill_words(self) -> None:
        """The column of words that triggers keep on PostgreSQL, where the rows came without it."""
        if self.side.vendor == "postgresql" and self.source.vendor != "postgresql":
            self.side.execute(
                "ALTER TABLE comments_readercomment ALTER COLUMN search_words TYPE tsvector "
                "USING comments_words(xtdcomment_ptr_id)"
            )

    def _fill_search(self) -> None:
        """The readers' index, of the words that the documents have."""
        if not self.side.has("search_document") or "search_text" in self.pairs():
            return
        engine = search_sqlite if self.side.vendor == "sqlite" else search_postgresql
        with self.side.transaction():
            cursor = _Cursor(self.side)
            engine.clear(cursor)
            last = -1
            while rows := self.side.ask(
                f"SELECT id, stems, facets FROM search_document WHERE id > {last} "  # noqa: S608
                f"ORDER BY id LIMIT {DOCUMENTS}"
            ):
                engine.add(cursor, [_Document(*row) for row in rows])
                last = rows[-1][0]

    def compare(self, sums: dict[str, Sum] | None = None) -> dict[str, list[Column]]:
        """The tables that differ from their sums. What has none is read from the source once more."""
        self.side = self.target.open()
        try:
            full, differing = self.source.tables(), {}
            for table, columns in self.pairs().items():
                expected = (sums or {}).get(table) if columns == full[table] else None
                if expected is None:
                    expected = summed(self.source, table, columns)
                if summed(self.side, table, columns) != expected:
                    differing[table] = columns
            return differing
        finally:
            self.side.close()

    def reload(self, tables: dict[str, list[Column]]) -> None:
        """Tables that changed while they were copied."""
        self.side = self.target.open()
        try:
            if self.side.vendor == "sqlite":
                self.side.execute("PRAGMA foreign_keys = OFF")
            for table, columns in tables.items():
                with self.side.transaction():
                    # Rows that refer to it stay: the constraints look at the end of the transaction.
                    self.side.execute(f'DELETE FROM "{table}"')  # noqa: S608
                    self.side.load(table, columns, self.source.read(table, columns))
        finally:
            self.side.close()

    def finish(self, sequences: dict[str, int]) -> None:
        """Makes the copy a database like any other."""
        self.side = self.target.open()
        try:
            self.side.set_sequences(sequences)
            if problems := self.side.problems():
                raise Refused("\n".join(problems))
            if self.side.vendor == "sqlite":
                self.side.execute("PRAGMA analysis_limit = 1000")
            self.side.execute("ANALYZE")
            self.side.execute(f"DROP TABLE {STATE}")
        finally:
            self.side.close()


class _Document(NamedTuple):
    pk: int
    stems: str
    facets: str


class _Cursor:
    """A connection as Django's cursors are: values are marked in the same way for both databases."""

    def __init__(self, side: Side):
        self.side = side

    def _sql(self, sql: str) -> str:
        return sql.replace("%s", "?") if self.side.vendor == "sqlite" else sql

    def execute(self, sql: str, values=()) -> None:
        self.side.execute(self._sql(sql), *values)

    def executemany(self, sql: str, rows) -> None:
        with closing(self.side.connection.cursor()) as cursor:
            cursor.executemany(self._sql(sql), rows)
