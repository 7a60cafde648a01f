"""``python -m tools.stylesheets``: finds mistakes in the style sheets.

A browser passes over what it does not understand without a word. This reads the style sheets with
a parser in pure Python, so that no Node.js is needed, and applies the rules of stylelint's
"recommended" set that matter here.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator

import tinycss2
from pygments.lexers.css import _css_properties as listed_properties

from . import ROOT

FOLDER = ROOT / "static/css"

PROPERTIES = set(listed_properties) | {
    "text-size-adjust",
    "vector-effect",
    # Two lines of text and no more: browsers know this one by its old name alone.
    "-webkit-box-orient",
}
DESCRIPTORS = {
    "font-face": {
        "ascent-override",
        "descent-override",
        "font-display",
        "font-family",
        "font-style",
        "font-weight",
        "line-gap-override",
        "size-adjust",
        "src",
        "unicode-range",
    },
    "page": PROPERTIES | {"size"},
}
WITH_RULES = {"container", "layer", "media", "scope", "starting-style", "supports"}
STATEMENTS = {"import", "layer"}
# The admin's own properties are defined by Wagtail.
FOREIGN = ("--w-", "--side-panel-")


class StyleSheet:
    """One style sheet, and what is wrong with it."""

    def __init__(self, name: str, text: str):
        self.name = name
        self.problems: list[tuple[int, str]] = []
        self.defined: set[str] = set(re.findall(r"(?<![\w(-])(--[\w-]+)\s*:", text))
        self.used: dict[str, int] = {}
        self._rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), "")

    def _problem(self, node, message: str) -> None:
        self.problems.append((node.source_line, message))

    def _rules(self, nodes, context: str) -> None:
        seen = set()
        for node in nodes:
            if node.type == "error":
                self._problem(node, node.message)
            elif node.type == "at-rule":
                self._at_rule(node, context)
            elif node.type == "qualified-rule":
                selector = " ".join(tinycss2.serialize(node.prelude).split())
                if selector in seen:
                    self._problem(node, f"the selector “{selector}” stands here a second time")
                seen.add(selector)
                self._block(node, PROPERTIES)

    def _at_rule(self, node, context: str) -> None:
        name = node.lower_at_keyword
        if node.content is None:
            if name not in STATEMENTS:
                self._problem(node, f"@{name} is not known")
        elif name in WITH_RULES:
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            self._rules(inner, f"{context} @{name} {tinycss2.serialize(node.prelude)}")
        elif name == "keyframes":
            for frame in tinycss2.parse_rule_list(node.content, True, True):
                self._block(frame, PROPERTIES)
        elif name in DESCRIPTORS:
            self._block(node, DESCRIPTORS[name])
        else:
            self._problem(node, f"@{name} is not known")

    def _block(self, rule, known: set[str]) -> None:
        if rule.type == "error":
            self._problem(rule, rule.message)
            return
        declared: Counter[str] = Counter()
        content = tinycss2.parse_blocks_contents(rule.content, True, True)
        if not content:
            self._problem(rule, "the rule is empty")
        for node in content:
            if node.type == "error":
                self._problem(node, node.message)
            elif node.type == "qualified-rule":
                self._block(node, known)
            elif node.type == "at-rule":
                self._at_rule(node, "nested")
            elif node.type == "declaration":
                self._declaration(node, known)
                declared[node.lower_name] += 1
                if declared[node.lower_name] == 2:
                    self._problem(node, f"“{node.name}” is declared twice in one rule")

    def _declaration(self, node, known: set[str]) -> None:
        name = node.lower_name
        plain = re.sub(r"^-(webkit|moz)-", "", name)
        if not name.startswith("--") and name not in known and plain not in known:
            self._problem(node, f"the property “{name}” is not known")
        if not [token for token in node.value if token.type != "whitespace"]:
            self._problem(node, f"“{name}” has no value")
        for token in _all(node.value):
            if token.type == "error":
                self._problem(node, token.message)
            elif token.type == "hash" and name != "content" and not _is_colour(token.value):
                self._problem(node, f"“#{token.value}” is no colour")
            elif token.type == "function" and token.lower_name == "var":
                used = next(each for each in token.arguments if each.type == "ident")
                self.used.setdefault(used.value, token.source_line)


def _all(tokens) -> Iterator:
    """All tokens of a value, those inside functions and brackets too."""
    for token in tokens:
        yield token
        yield from _all(getattr(token, "arguments", None) or getattr(token, "content", None) or [])


def _is_colour(digits: str) -> bool:
    return bool(re.fullmatch(r"(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})", digits, re.I))


def problems(sheets: dict[str, str]) -> list[str]:
    """What is wrong with these style sheets, given as text by name; a line for each problem."""
    read = [StyleSheet(name, text) for name, text in sheets.items()]
    defined = set().union(*(sheet.defined for sheet in read))
    used = set().union(*(sheet.used for sheet in read))
    found = []
    for sheet in read:
        found += [(sheet.name, line, message) for line, message in sheet.problems]
        found += [
            (sheet.name, line, f"“{name}” is used and never defined")
            for name, line in sheet.used.items()
            if name not in defined and not name.startswith(FOREIGN)
        ]
        found += [
            (sheet.name, 1, f"“{name}” is defined and never used")
            for name in sheet.defined - used
            if not name.startswith(FOREIGN)
        ]
    return [f"{name}:{line}: {message}" for name, line, message in sorted(found)]


def main() -> int:
    sheets = {
        str(path.relative_to(ROOT)): path.read_text("utf-8") for path in FOLDER.rglob("*.css")
    }
    found = problems(sheets)
    print("\n".join(found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
