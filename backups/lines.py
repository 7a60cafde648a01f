"""Rows as lines of text that are the same whichever database they come from.

A line is what PostgreSQL's ``COPY`` writes and reads: values between tabs, ``\\N`` for none, and a backslash
before what would end a value. PostgreSQL so reads and writes most tables without Python. What the two
databases write differently has one form here: times are in UTC and as Django has them in SQLite, yes and
no are 1 and 0, JSON has its keys in order. So a table in two databases is the same exactly when the
checksums of its lines are.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

NONE = "\\N"
#: Blocks of about this size are read, compressed and written at once.
BLOCK_BYTES = 256 * 1024
ESCAPES = {
    "\\": "\\\\",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}
_BACK = {written[1]: char for char, written in ESCAPES.items()}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TO_ESCAPE = re.compile("[" + "".join(re.escape(char) for char in ESCAPES) + "]")


class Column(NamedTuple):
    """A column, and what kind of value it has: text, integer, bool, datetime, json and so on."""

    name: str
    kind: str


class Block(NamedTuple):
    """Whole lines, and how many."""

    rows: int
    data: bytes


def escape(text: str) -> str:
    return _TO_ESCAPE.sub(lambda match: ESCAPES[match[0]], text)


def unescape(cell: str) -> str | None:
    """The value that stands in a line."""
    if "\\" not in cell:
        return cell
    if cell == NONE:
        return None
    return _ESCAPED.sub(lambda match: _BACK.get(match[1], match[1]), cell)


def _number(text: str) -> float | int:
    value = float(text)
    # PostgreSQL writes such a number without a fraction.
    return int(value) if value.is_integer() and abs(value) >= 1e15 else value


def one_form(text: str | None) -> str | None:
    """JSON as both databases would have it: PostgreSQL keeps neither order nor spaces."""
    if text is None:
        return None
    return json.dumps(json.loads(text, parse_float=_number), sort_keys=True)


def short_float(value: float | None) -> str | None:
    """A number as PostgreSQL writes it."""
    return None if value is None else repr(float(value)).removesuffix(".0")


def blocks(lines: Iterable[str]) -> Iterator[Block]:
    """Lines without their ends, put together."""
    gathered: list[str] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line) + 1
        if size >= BLOCK_BYTES:
            yield Block(len(gathered), ("\n".join(gathered) + "\n").encode())
            gathered, size = [], 0
    if gathered:
        yield Block(len(gathered), ("\n".join(gathered) + "\n").encode())


def whole_lines(chunks: Iterable[bytes]) -> Iterator[Block]:
    """Bytes that may end anywhere, as blocks of whole lines."""
    rest, size = [], 0
    for chunk in chunks:
        rest.append(bytes(chunk))
        size += len(chunk)
        if size >= BLOCK_BYTES:
            data, end, beyond = b"".join(rest).rpartition(b"\n")
            if end:
                yield Block(data.count(b"\n") + 1, data + end)
            rest, size = [beyond], len(beyond)
            if not end:
                rest, size = [data + beyond], len(data) + len(beyond)
    if data := b"".join(rest):
        yield Block(data.count(b"\n"), data)


def rewritten(found: Iterable[Block], columns: list[Column]) -> Iterator[Block]:
    """Lines whose JSON comes into its one form."""
    places = [place for place, column in enumerate(columns) if column.kind == "json"]
    if not places:
        yield from found
        return
    for block in found:
        yield from blocks(_rewritten(line, places) for line in split(block.data))


def split(data: bytes) -> list[str]:
    """The lines of a block. (``splitlines`` would end a line at characters that a text may have.)"""
    return data.decode().removesuffix("\n").split("\n") if data else []


def _rewritten(line: str, places: list[int]) -> str:
    cells = line.split("\t")
    for place in places:
        text = one_form(unescape(cells[place]))
        cells[place] = NONE if text is None else escape(text)
    return "\t".join(cells)
