"""Finds sentences that are not handed to gettext: in templates, in Python and in scripts.

``python -m tools.untranslated FILE …`` lists those of some files.
"""

import ast
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

#: Two letters in a row are a word; a sign, a number or the letter on a key is none.
WORD = re.compile(r"[^\W\d_]{2}")
#: Texts begin with a capital and go on in small letters: SQL, formats of dates and keys do not.
TEXT = re.compile(r"[“‘]?(?:[A-Z][a-zé]+|(?:A|I|I’m) [a-z]{2})")

# --- Templates --------------------------------------------------------------------------------
ATTRIBUTES = {
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "aria-valuetext",
    "label",
    "placeholder",
    "title",
}
BUTTONS = {"button", "reset", "submit"}
#: What stands in these is no language: code, keys, and data for machines.
SILENT = {"code", "inputencoding", "kbd", "script", "style"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
#: Stands for a tag or a variable of the template.
GAP = " \ue000 "
STRING = re.compile(r"""(_\()?(?:"([^"]*)"|'([^']*)')""")
FILTERS = re.compile(r"\|\s*(pluralize|yesno)\b(?!:\s*_\()")


class Page(HTMLParser):
    """The texts of some HTML that a person sees or hears, with their lines."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[int, str]] = []
        #: The open elements since one whose content is no language, that one first.
        self._silent: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = {name: value for name, value in attrs if value}
        for name, value in given.items():
            if name in ATTRIBUTES or (name.startswith("data-") and TEXT.match(value.strip())):
                self._note(value)
        if tag == "input" and given.get("type") in BUTTONS:
            self._note(given.get("value", ""))
        if tag == "meta" and given.get("name") == "description":
            self._note(given.get("content", ""))
        if tag not in VOID and (
            self._silent or tag in SILENT or given.get("translate", "yes") == "no"
        ):
            self._silent.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in self._silent:
            del self._silent[len(self._silent) - 1 - self._silent[::-1].index(tag) :]

    def handle_data(self, data):
        if not self._silent:
            self._note(data)

    def _note(self, text: str) -> None:
        if WORD.search(text):
            blank = len(text) - len(text.lstrip())
            line = self.getpos()[0] + text[:blank].count("\n")
            self.found.append((line, " ".join(text.replace(GAP.strip(), "…").split())))


def in_template(source: str, is_html: bool = True) -> list[tuple[int, str]]:
    """The texts of a template that are in no ``{% translate %}`` or ``{% blocktranslate %}``."""
    found: list[tuple[int, str]] = []
    pieces = []
    skipping = ""
    for token in Lexer(source).tokenize():
        # What is left out keeps its lines, so that those of the rest are right.
        gap = GAP + "\n" * token.contents.count("\n")
        tag = token.split_contents()[0] if token.token_type == TokenType.BLOCK else ""
        if skipping:
            skipping = "" if tag == f"end{skipping}" else skipping
            pieces.append(gap)
        elif tag in ("blocktranslate", "blocktrans", "comment"):
            skipping = tag
            pieces.append(gap)
        elif token.token_type == TokenType.TEXT:
            pieces.append(token.contents)
        else:
            pieces.append(gap)
            if token.token_type != TokenType.COMMENT and tag not in ("translate", "trans"):
                found += [(token.lineno or 1, text) for text in _in_token(token)]
    text = "".join(pieces)
    if is_html:
        found += Page(text).found
    else:
        found += [
            (number, " ".join(line.replace(GAP.strip(), "…").split()))
            for number, line in enumerate(text.splitlines(), 1)
            if WORD.search(line)
        ]
    return sorted(found)


def _in_token(token: Token) -> Iterator[str]:
    """The texts that a template hands to a tag or a filter."""
    for wrapped, double, single in STRING.findall(token.contents):
        if not wrapped and TEXT.match(double or single):
            yield double or single
    for name in FILTERS.findall(token.contents):
        yield f"|{name}"


# --- Python -----------------------------------------------------------------------------------
GETTEXT = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "npgettext",
    "npgettext_lazy",
    "pgettext",
    "pgettext_lazy",
}
#: What these are given is read by programs or programmers.
NOT_FOR_PEOPLE = {
    "AssertionError",
    "ImproperlyConfigured",
    "KeyError",
    "LookupError",
    "NotImplementedError",
    "OSError",
    "RuntimeError",
    "TypeError",
    "ValueError",
    "compile",
    "execute",
    "getLogger",
    "strptime",
}
LOGGERS = {"logger", "log", "logging"}
#: Single words count where only people read what is given.
NAMES = {"heading", "help_text", "label", "verbose_name", "verbose_name_plural"}
#: What an editor sees of a block before using it is content, not the site's own words.
SAMPLES = {"preview_value"}
CHOICES = {"TextChoices", "IntegerChoices", "Choices"}
#: At the end of a line, before the reason.
ALLOWED = "# not translated:"


def in_python(source: str) -> list[tuple[int, str]]:
    """The texts of a module that are handed to people and not to gettext."""
    lines = source.splitlines()
    return sorted(
        (node.lineno, text)
        for node, text in _texts(ast.parse(source))
        if not any(ALLOWED in line for line in lines[node.lineno - 1 : node.end_lineno])
    )


def _texts(node: ast.AST, is_name: bool = False) -> Iterator[tuple[ast.expr, str]]:
    if isinstance(node, ast.Constant):
        text = node.value
        if isinstance(text, str) and (
            WORD.search(text) if is_name else TEXT.match(text) and " " in text
        ):
            yield node, text
        return
    if isinstance(node, ast.JoinedStr):
        yield from _in_f_string(node)
        return
    if isinstance(node, ast.Call) and not _is_for_people(node):
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring
        if isinstance(child, ast.keyword):
            yield from _texts(child.value, child.arg in NAMES)
        elif isinstance(child, ast.Assign):
            names = {target.id for target in child.targets if isinstance(target, ast.Name)}
            if names != SAMPLES:
                yield from _texts(child.value, bool(names & NAMES))
        elif isinstance(child, ast.ClassDef) and _is_choices(child):
            for label in _labels(child):
                yield from _texts(label, is_name=True)
        else:
            yield from _texts(child, is_name)


def _in_f_string(node: ast.JoinedStr) -> Iterator[tuple[ast.expr, str]]:
    text = "".join(
        str(part.value) if isinstance(part, ast.Constant) else GAP.strip() for part in node.values
    )
    shown = text.replace(GAP.strip(), "…")
    is_text = TEXT.match(text) and " " in text
    if is_text or re.match(rf"{GAP.strip()} [a-z’]{{2,}}( |$|[.,])", text):
        yield node, shown
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            yield from _texts(part.value)


def _is_for_people(call: ast.Call) -> bool:
    """Whether what is handed to this function may be read by people and is not translated yet."""
    function = call.func
    if isinstance(function, ast.Attribute):
        owner = function.value.id if isinstance(function.value, ast.Name) else ""
        return owner not in LOGGERS and function.attr not in GETTEXT | NOT_FOR_PEOPLE
    return not (isinstance(function, ast.Name) and function.id in GETTEXT | NOT_FOR_PEOPLE)


def _is_choices(node: ast.ClassDef) -> bool:
    return any(getattr(base, "attr", getattr(base, "id", "")) in CHOICES for base in node.bases)


def _labels(node: ast.ClassDef) -> Iterator[ast.expr]:
    """The labels of the members, which stand after their values."""
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Tuple):
            yield line.value.elts[-1]


# --- Scripts ----------------------------------------------------------------------------------
SCRIPT = re.compile(
    r"""//[^\n]*|/\*.*?\*/
    |(?P<text>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)
    |(?P<wraps>\bn?p?gettext\()
    |[()]""",
    re.S | re.X,
)
INSERTED = re.compile(r"\$\{[^}]*\}")


def in_script(source: str) -> list[tuple[int, str]]:
    """The texts of a script that are not handed to gettext."""
    found = []
    #: For each open bracket, whether it is one of gettext's or inside one.
    brackets = [False]
    for match in SCRIPT.finditer(source):
        if match["wraps"] or match[0] == "(":
            brackets.append(brackets[-1] or bool(match["wraps"]))
        elif match[0] == ")" and len(brackets) > 1:
            brackets.pop()
        elif match["text"] and not brackets[-1]:
            text = INSERTED.sub("…", match["text"][1:-1])
            if (TEXT.match(text) and " " in text) or re.match(r"… [a-z’]{2}", text):
                found.append((source.count("\n", 0, match.start()) + 1, text))
    return found


def in_file(path: Path) -> list[tuple[int, str]]:
    """The texts of one file that are not handed to gettext, with their lines."""
    source = path.read_text("utf-8")
    if path.suffix == ".py":
        return in_python(source)
    if path.suffix == ".js":
        return in_script(source)
    return in_template(source, is_html=path.suffix != ".txt")


def main() -> int:
    found = [(path, *each) for path in map(Path, sys.argv[1:]) for each in in_file(path)]
    for path, line, text in found:
        print(f"{path}:{line}: {text}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
