"""A line of text in runs of letters that are set alike."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.html import escape

from ..characters import printable
from .notes import Notes
from .styles import Look

LINE_END = "\n"
SPACES = re.compile(r"[ \t\r\f\n]+")
#: A space that must not break, beside one that may: a word processor's way to write several.
PADDING = re.compile("[ \xa0]*(?: \xa0|\xa0 )[ \xa0]*|\xa0{2,}")
SOFT = re.compile("[\xad\u200b\u2060\ufeff]")
RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans("0123456789+-−=()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓ")
LETTERS = {"sup": (RAISED, "^"), "sub": (LOWERED, "_")}


@dataclass(frozen=True)
class Run:
    """Letters that are set alike. A text of ``LINE_END`` ends a line."""

    text: str
    look: Look = Look()


def run_of(text: str, look: Look) -> Run:
    """A run of a document's text, without what only its layout needed."""
    text = SOFT.sub("", printable(text))
    return Run(text if look.pre else SPACES.sub(" ", text), look)


def tidy(runs: Iterable[Run]) -> list[Run]:
    """The runs without spaces at the ends of lines and beside others, and joined where set alike."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split(LINE_END)
        lines[-1].append(Run(first, run.look))
        lines += [[Run(part, run.look)] for part in others]
    tidied: list[Run] = []
    for line in lines:
        found = _tidy_line(line)
        if found and tidied:
            tidied.append(Run(LINE_END))
        tidied += found
    return tidied


def _tidy_line(runs: list[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        text = PADDING.sub(" ", run.text)
        if not found or found[-1].text.endswith((" ", "\xa0")):
            text = text.lstrip(" \xa0")
        if not text:
            continue
        look = replace(run.look, size=None, pre=False)
        if found and found[-1].look == look:
            found[-1] = Run(found[-1].text + text, look)
        else:
            found.append(Run(text, look))
    while found and not found[-1].text.rstrip(" \xa0"):
        found.pop()
    if found:
        found[-1] = Run(found[-1].text.rstrip(" \xa0"), found[-1].look)
    return found


def joined(lines: Iterable[list[Run]], between: str = LINE_END) -> list[Run]:
    """Several lines as one."""
    runs: list[Run] = []
    for line in lines:
        if runs and line:
            runs.append(Run(between))
        runs += line
    return runs


def words(runs: Iterable[Run]) -> str:
    """The text alone, as it stands there."""
    return " ".join("".join(run.text for run in runs).split())


def in_letters(text: str, script: str) -> str:
    """Raised or lowered signs as letters of their own: ``H₂O``. "" if there are none for them."""
    table, _mark = LETTERS[script]
    return text.translate(table) if all(ord(sign) in table for sign in text) else ""


def plain(runs: Iterable[Run], notes: Notes, line_end: str = " ") -> str:
    """The text for a place that holds no marks. What is lost by that is named."""
    parts = []
    named = set()
    for run in runs:
        text, look = run.text, run.look
        if look.script and text.strip():
            written = in_letters(text.strip(), look.script)
            if not written:
                notes.add("plain_script", text)
                written = LETTERS[look.script][1] + text.strip()
            text = written
        if look.href and look.href not in named:
            named.add(look.href)
            notes.add("plain_link", look.href)
        parts.append(line_end if text == LINE_END else text)
    return re.sub(" {2,}", " ", "".join(parts)).strip()


def html(runs: Iterable[Run], bold: bool = False, scripts: bool = True) -> str:
    """The runs as Wagtail's rich text."""
    parts = []
    for run in runs:
        if run.text == LINE_END:
            parts.append("<br/>")
            continue
        text, look = run.text, run.look
        tags = [name for name, there in (("b", look.bold or bold), ("i", look.italic)) if there]
        if look.script and scripts:
            tags.append(look.script)
        elif look.script:
            text = in_letters(text, look.script) or text
        marked = str(escape(text))
        for name in reversed(tags):
            marked = f"<{name}>{marked}</{name}>"
        if look.href:
            marked = f'<a href="{escape(look.href)}">{marked}</a>'
        parts.append(marked)
    return "".join(parts)
