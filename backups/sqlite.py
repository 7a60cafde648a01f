"""SQLite, as something that is copied from and to."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from . import lines
from .errors import Refused
from .lines import Block, Column

#: What Django declares a column to be, without its length.
KINDS = {
    "bigint": "integer",
    "bigint unsigned": "integer",
    "blob": "bytes",
    "bool": "bool",
    "char(32)": "uuid",
    "char(39)": "address",
    "date": "date",
    "datetime": "datetime",
    "integer": "integer",
    "integer unsigned": "integer",
    "real": "float",
    "smallint": "integer",
    "smallint unsigned": "integer",
    "text": "text",
    "varchar": "text",
}
IS_JSON = re.compile(r'JSON_VALID\("(\w+)"\)', re.IGNORECASE)
READ_ROWS, WRITE_ROWS = 2_000, 5_000
#: An index of words that SQLite fills faster at once than with each row.
AT_ONCE = {"comments_words": "INSERT INTO comments_words(comments_words) VALUES ('rebuild')"}


def _value(column: Column) -> str:
    """SQL for a value as it stands in a line."""
    name = f'"{column.name}"'
    match column.kind:
        case "json":
            name = f"one_form({name})"
        case "float":
            name = f"short_float({name})"
        case "bytes":
            return rf"""coalesce('\\x' || lower(hex({name})), '\N')"""
    if column.kind in ("text", "json"):
        for char, written in lines.ESCAPES.items():
            name = f"replace({name}, char({ord(char)}), '{written}')"
    return rf"coalesce({name}, '\N')"


class Sqlite:
    """A file. Whatever is written goes to this connection alone."""

    vendor = "sqlite"

    def __init__(self, path: Path | str, read_only: bool = False):
        self.path = Path(path)
        if read_only and not self.path.exists():
            raise Refused(_("There is no database at %(path)s.") % {"path": self.path})
        self.connection = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        self.connection.create_function("one_form", 1, lines.one_form, deterministic=True)
        self.connection.create_function("short_float", 1, lines.short_float, deterministic=True)
        self.connection.execute("PRAGMA query_only = " + ("ON" if read_only else "OFF"))
        self.connection.execute("PRAGMA cache_size = -32000")

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def snapshot(self, scratch: Path) -> Iterator["Sqlite"]:
        """The database as it is at this moment, by SQLite's own online backup.

        It takes a second for a gigabyte; what follows takes minutes, in which the write-ahead log of the
        site would grow if all of it were one long reading.
        """
        path = scratch / "snapshot.sqlite3"
        copy = sqlite3.connect(path)
        try:
            self.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise Refused(
                _("The database could not be copied to %(folder)s: %(error)s")
                % {"folder": scratch, "error": error}
            ) from error
        finally:
            copy.close()
        side = Sqlite(path, read_only=True)
        try:
            yield side
        finally:
            side.close()
            path.unlink()

    @contextmanager
    def reading(self) -> Iterator["Sqlite"]:
        """One transaction, without a copy."""
        self.connection.execute("BEGIN")
        try:
            yield self
        finally:
            self.connection.execute("COMMIT")

    def _ask(self, sql: str, *values) -> list[tuple]:
        return self.connection.execute(sql, values).fetchall()

    def tables(self) -> dict[str, list[Column]]:
        """All tables of rows, in order, with their columns in order."""
        found = self._ask(
            "SELECT name, sql FROM pragma_table_list JOIN sqlite_master USING (name, type) "
            "WHERE schema = 'main' AND pragma_table_list.type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        return {name: self._columns(name, sql) for name, sql in sorted(found)}

    def _columns(self, table: str, sql: str) -> list[Column]:
        json_columns = set(IS_JSON.findall(sql))
        columns = []
        for name, declared in self._ask("SELECT name, type FROM pragma_table_info(?)", table):
            declared = declared.lower()
            kind = KINDS.get(declared) or KINDS.get(declared.partition("(")[0])
            if kind is None:
                raise Refused(
                    _(
                        "The column %(column)s of %(table)s is of a kind that is not known: %(kind)s."
                    )
                    % {"column": name, "table": table, "kind": declared}
                )
            columns.append(Column(name, "json" if name in json_columns else kind))
        return sorted(columns)

    def key(self, table: str) -> str:
        """The column by which its rows are in order."""
        found = self._ask("SELECT name FROM pragma_table_info(?) WHERE pk = 1", table)
        return found[0][0]

    def read(self, table: str, columns: list[Column]) -> Iterator[Block]:
        """The table's rows in the order of their key."""
        values = "'' || " + " || char(9) || ".join(map(_value, columns))
        cursor = self.connection.execute(
            f'SELECT {values} FROM "{table}" ORDER BY "{self.key(table)}"'  # noqa: S608
        )
        cursor.arraysize = READ_ROWS

        def found() -> Iterator[str]:
            while rows := cursor.fetchmany():
                for (line,) in rows:
                    yield line

        return lines.blocks(found())

    def load(self, table: str, columns: list[Column], blocks: Iterable[Block]) -> None:
        """Adds rows; all of them or none."""
        names = ", ".join(f'"{column.name}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608
        binary = [place for place, column in enumerate(columns) if column.kind == "bytes"]
        with self.transaction():
            for block in blocks:
                self.connection.executemany(sql, self._rows(block, binary))

    @staticmethod
    def _rows(block: Block, binary: list[int]) -> Iterator[list]:
        for line in lines.split(block.data):
            cells: list = line.split("\t")
            if "\\" in line:
                cells = list(map(lines.unescape, cells))
            for place in binary:
                if cells[place] is not None:
                    cells[place] = bytes.fromhex(cells[place][2:])
            yield cells

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def execute(self, sql: str, *values) -> None:
        self.connection.execute(sql, values)

    def run(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.connection.execute(statement)

    def ask(self, sql: str, *values) -> list[tuple]:
        return self._ask(sql, *values)

    def has(self, table: str) -> bool:
        return bool(self._ask("SELECT 1 FROM sqlite_master WHERE name = ?", table))

    def empty(self, tables: Iterable[str]) -> None:
        """Takes out what is in the tables."""
        with self.transaction():
            for table in tables:
                self.connection.execute(f'DELETE FROM "{table}"')  # noqa: S608

    def lay_aside(self) -> tuple[list[str], list[str]]:
        """What slows loading: statements that take it away, and those that bring it back."""
        away, back = [], []
        for name, sql in self._ask(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ):
            away.append(f'DROP INDEX IF EXISTS "{name}"')
            back.append(sql.replace(f'INDEX "{name}"', f'INDEX IF NOT EXISTS "{name}"', 1))
        for index, fill in AT_ONCE.items():
            for name, sql in self._ask(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE ?",
                f"%INSERT INTO {index}%",
            ):
                away.append(f'DROP TRIGGER IF EXISTS "{name}"')
                back += [f'DROP TRIGGER IF EXISTS "{name}"', sql]
            if self.has(index):
                back.append(fill)
        return away, back

    def sequences(self) -> dict[str, int]:
        """The last number that each table has given."""
        return dict(self._ask("SELECT name, seq FROM sqlite_sequence"))

    def set_sequences(self, numbers: dict[str, int]) -> None:
        with self.transaction():
            for table, number in numbers.items():
                self.connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
                self.connection.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, number]
                )

    def problems(self) -> list[str]:
        """Rows that refer to rows that are not there."""
        return [
            _("%(table)s has rows without their %(other)s.") % {"table": table, "other": other}
            for table, other in {(row[0], row[2]) for row in self._ask("PRAGMA foreign_key_check")}
        ]
