"""Other apps build on articles; articles knows none of them, not even by a name in a string."""

import ast

from tests.conftest import ROOT

OTHERS = ("comments", "config", "demo", "home", "operations", "reports", "search", "visitors")


def names(text: str) -> bool:
    """Whether a string names another app, or something in it: ``home``, ``home.HomePage``."""
    app, _, rest = text.partition(".")
    return app in OTHERS and all(part.isidentifier() for part in rest.split(".") if rest)


def test_articles_names_no_other_app():
    found = {
        f"{path.relative_to(ROOT)}: {node.value}"
        for path in (ROOT / "articles").rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and names(node.value)
    }
    # An element's id and name, an address, and notes in a page's text: none of them is the app.
    assert found == {
        "articles/anchors.py: search",
        "articles/importing/reading.py: search",
        "articles/page_forms.py: comments",
        "articles/structured_data.py: search",
    }
