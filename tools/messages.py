"""``make messages``: collects the sentences that can be translated.

They go to ``locale/en/LC_MESSAGES``, in the form of GNU gettext, as Django's ``makemessages`` does.
That command needs the gettext programs; Babel needs Python alone.
"""

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from django.template import Context, Template, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Lexer, Node, Token, TokenType
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from . import ROOT
from .migrations import own_apps
from .untranslated import STRING

FOLDER = ROOT / "locale/en/LC_MESSAGES"
#: The arguments of each function: of some, the first one is the context.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
#: A comment that begins so is for translators.
NOTES = ("Translators:",)


class Message(NamedTuple):
    """A sentence to translate; in two forms where it has a number in it."""

    line: int
    text: str | tuple[str, ...]
    context: str | None = None
    notes: tuple[str, ...] = ()


def in_code(source: bytes, language: str) -> Iterator[Message]:
    """The sentences of a module in Python, or of a script (``javascript``)."""
    for line, text, notes, context in extract(language, BytesIO(source), KEYWORDS, NOTES):
        yield Message(line, text, context, tuple(notes))


def in_template(source: str) -> Iterator[Message]:
    """The sentences of a template, as its tags will look them up."""
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)  # noqa: S101 - tells the type checker
    nodes = Template(source, engine=engine.engine).nodelist
    for node in nodes.get_nodes_by_type(Node):
        line = _line(node.token)
        if isinstance(node, BlockTranslateNode):
            forms = [node.render_token_list(tokens)[0] for tokens in _forms(node)]
            yield Message(line, forms[0] if len(forms) == 1 else tuple(forms), _context(node))
        elif isinstance(node, TranslateNode):
            text = getattr(node.filter_expression.var, "literal", None)
            if isinstance(text, str):
                yield Message(line, _doubled(text), _context(node))
    for token in Lexer(source).tokenize():
        if token.token_type in (TokenType.VAR, TokenType.BLOCK):
            for wrapped, double, single in STRING.findall(token.contents):
                if wrapped:
                    yield Message(_line(token), _doubled(double or single))


def _forms(node: BlockTranslateNode) -> list[list[Token]]:
    return [node.singular, node.plural] if node.plural else [node.singular]


def _doubled(text: str) -> str:
    """As Django looks up a text that stands in a tag."""
    return text.replace("%", "%%")


def _line(token: Token | None) -> int:
    return (token.lineno if token else None) or 1


def _context(node: BlockTranslateNode | TranslateNode) -> str | None:
    return node.message_context.resolve(Context()) if node.message_context else None


def catalogues(root: Path = ROOT) -> dict[str, Catalog]:
    """All sentences of the project: those of the server, and those of the scripts."""
    server, scripts = (
        Catalog(locale="en", project="why", fuzzy=False, header_comment="# Made by make messages.")
        for _ in range(2)
    )
    folders = [root / app for app in sorted(own_apps())] + [root / "site"]
    for path in _files(folders, "*.py"):
        _add(server, path.relative_to(root), in_code(path.read_bytes(), "python"))
    for path in _files([root / "templates"], "*.*"):
        _add(server, path.relative_to(root), in_template(path.read_text("utf-8")))
    for path in _files([root / "static/js"], "*.js"):
        _add(scripts, path.relative_to(root), in_code(path.read_bytes(), "javascript"))
    return {"django": server, "djangojs": scripts}


def _files(folders: list[Path], pattern: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.rglob(pattern))


def _add(catalogue: Catalog, path: Path, messages: Iterator[Message]) -> None:
    for message in messages:
        place = (str(path), message.line)
        catalogue.add(
            message.text, locations=[place], context=message.context, auto_comments=message.notes
        )


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tools.settings"
    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for domain, catalogue in catalogues().items():
        path = FOLDER / f"{domain}.po"
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_by_file=True)
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} sentences")


if __name__ == "__main__":
    main()
