"""PostgreSQL, as something that is copied from and to: through psycopg, without the server's programs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.utils.translation import gettext as _
from psycopg import sql

from . import lines
from .errors import Refused
from .lines import Block, Column

KINDS = {
    "bool": "bool",
    "bytea": "bytes",
    "date": "date",
    "float8": "float",
    "inet": "address",
    "int2": "integer",
    "int4": "integer",
    "int8": "integer",
    "jsonb": "json",
    "text": "text",
    "timestamptz": "datetime",
    "tsvector": "words",
    "uuid": "uuid",
    "varchar": "text",
}
#: How a value comes into its line, where it does not as PostgreSQL writes it.
VALUES = {
    "address": "host({})",
    "bool": "{}::int",
    "datetime": "replace(to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '.000000', '')",
    "uuid": "replace({}::text, '-', '')",
}
#: What Django adds to the parameters of a connection for itself.
DJANGOS = ("context", "cursor_factory", "prepare_threshold")
SETTINGS = (
    "SET TIME ZONE 'UTC'",
    "SET datestyle TO 'ISO'",
    "SET extra_float_digits TO 1",
    "SET bytea_output TO 'hex'",
    "SET statement_timeout TO 0",
    "SET idle_in_transaction_session_timeout TO 0",
    "SET maintenance_work_mem TO '128MB'",
)


class Postgresql:
    """A schema of a database: the site's own, or one that is being filled beside it."""

    vendor = "postgresql"

    def __init__(self, parameters: dict, schema: str = ""):
        chosen = {name: value for name, value in parameters.items() if name not in DJANGOS}
        try:
            self.connection = psycopg.connect(**chosen, autocommit=True)
        except psycopg.OperationalError as error:
            raise Refused(
                _("The database does not answer: %(error)s") % {"error": str(error).strip()}
            ) from error
        self.run(SETTINGS)
        self.site_schema = self.ask("SELECT current_schema()")[0][0] or "public"
        self.schema = schema or self.site_schema
        self.connection.execute(
            sql.SQL("SET search_path TO {}").format(sql.Identifier(self.schema))
        )

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def snapshot(self, scratch: Path) -> Iterator["Postgresql"]:
        """The database as it is at this moment: one transaction that sees nothing later."""
        with self.reading():
            yield self

    @contextmanager
    def reading(self) -> Iterator["Postgresql"]:
        with self.connection.transaction():
            self.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield self

    def ask(self, query: str, *values) -> list[tuple]:
        return self.connection.execute(query, values or None).fetchall()

    def execute(self, query: str, *values) -> None:
        self.connection.execute(query, values or None)

    def run(self, statements: Iterable[str]) -> None:
        for statement in statements:
            self.connection.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.connection.transaction():
            yield

    def has(self, table: str) -> bool:
        return bool(
            self.ask("SELECT to_regclass(%s) IS NOT NULL", f'"{self.schema}"."{table}"')[0][0]
        )

    def tables(self) -> dict[str, list[Column]]:
        """All tables of rows, in order, with their columns in order."""
        found: dict[str, list[Column]] = {}
        for table, column, kind in self.ask(
            "SELECT c.relname, a.attname, t.typname FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid "
            "WHERE c.relkind = 'r' AND c.relnamespace = %s::regnamespace "
            'AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname COLLATE "C"',
            f'"{self.schema}"',
        ):
            if kind not in KINDS:
                raise Refused(
                    _(
                        "The column %(column)s of %(table)s is of a kind that is not known: %(kind)s."
                    )
                    % {"column": column, "table": table, "kind": kind}
                )
            found.setdefault(table, []).append(Column(column, KINDS[kind]))
        return {table: sorted(columns) for table, columns in found.items()}

    def key(self, table: str) -> str:
        """The column by which its rows are in order, as SQL. Texts are in the order of their bytes."""
        column, kind = self.ask(
            "SELECT quote_ident(a.attname), t.typname FROM pg_index i "
            "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] "
            "JOIN pg_type t ON t.oid = a.atttypid WHERE i.indrelid = %s::regclass AND i.indisprimary",
            f'"{table}"',
        )[0]
        return column if kind.startswith("int") else f'{column}::text COLLATE "C"'

    def read(self, table: str, columns: list[Column]) -> Iterator[Block]:
        """The table's rows in the order of their key."""
        values = ", ".join(
            VALUES.get(column.kind, "{}").format(f'"{column.name}"') for column in columns
        )
        copying = f'COPY (SELECT {values} FROM "{table}" ORDER BY {self.key(table)}) TO STDOUT'  # noqa: S608

        def chunks() -> Iterator[bytes]:
            with self.connection.cursor() as cursor, cursor.copy(copying) as copy:
                yield from copy

        return lines.rewritten(lines.whole_lines(chunks()), columns)

    def load(self, table: str, columns: list[Column], blocks: Iterable[Block]) -> None:
        """Adds rows; all of them or none."""
        names = ", ".join(f'"{column.name}"' for column in columns)
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy,
        ):
            for block in blocks:
                copy.write(block.data)

    def empty(self, tables: Iterable[str]) -> None:
        """Takes out what is in the tables."""
        names = ", ".join(f'"{table}"' for table in tables)
        self.connection.execute(f"TRUNCATE {names}")

    def lay_aside(self) -> tuple[list[str], list[str]]:
        """What slows loading: statements that take it away, and those that bring it back."""
        away, back, last = [], [], []
        constraints = self.ask(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE contype = 'f' AND connamespace = %s::regnamespace",
            f'"{self.schema}"',
        )
        for table, name, definition in constraints:
            away.append(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
            last += [
                f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}",
                f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}",
            ]
        indexes = self.ask(
            "SELECT quote_ident(c.relname), pg_get_indexdef(c.oid) FROM pg_index i "
            "JOIN pg_class c ON c.oid = i.indexrelid "
            "WHERE c.relnamespace = %s::regnamespace AND NOT i.indisprimary "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = c.oid)",
            f'"{self.schema}"',
        )
        for name, definition in indexes:
            away.append(f"DROP INDEX IF EXISTS {name}")
            back += [f"DROP INDEX IF EXISTS {name}", definition]
        for (table,) in self.ask(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = tgrelid "
            "WHERE NOT tgisinternal AND c.relnamespace = %s::regnamespace",
            f'"{self.schema}"',
        ):
            away.append(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            last.append(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return away, [*back, *last]

    def _sequences(self) -> list[tuple[str, str, str]]:
        """Tables, the column that each numbers, and the sequence."""
        return self.ask(
            "SELECT t.relname, quote_ident(a.attname), s.oid::regclass::text FROM pg_class s "
            "JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') "
            "JOIN pg_class t ON t.oid = d.refobjid AND t.relkind = 'r' "
            "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid "
            "WHERE s.relkind = 'S' AND s.relnamespace = %s::regnamespace",
            f'"{self.schema}"',
        )

    def sequences(self) -> dict[str, int]:
        """The last number that each table has given."""
        found = {}
        for table, _column, sequence in self._sequences():
            last, called = self.ask(f"SELECT last_value, is_called FROM {sequence}")[0]  # noqa: S608
            if called:
                found[table] = last
        return found

    def set_sequences(self, numbers: dict[str, int]) -> None:
        for table, column, sequence in self._sequences():
            there = self.ask(f'SELECT max({column}) FROM "{table}"')[0][0] or 0  # noqa: S608
            last = max(numbers.get(table, 0), there)
            self.ask("SELECT setval(%s::regclass, %s, %s)", sequence, max(1, last), last > 0)

    def problems(self) -> list[str]:
        """None: a constraint that does not hold cannot be made again."""
        return []
