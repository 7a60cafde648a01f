"""Imports run one way: between the apps, inside each app, and at the top of a module."""

import pytest

from .conftest import ROOT
from .imports import Import, circle, imports, modules

#: What each app may import besides itself.
APPS = {
    "database": set(),
    "fetching": set(),
    "visitors": set(),
    "reports": set(),
    "accounts": {"database", "visitors"},
    "page_cache": {"database"},
    "jobs": {"database", "page_cache"},
    "pictures": set(),
    "articles": {"jobs", "page_cache", "pictures"},
    "restoring": {"articles", "jobs"},
    "broken_links": {"articles", "database", "fetching"},
    "search": {"articles", "database", "page_cache", "reports", "visitors"},
    "backups": {"search"},
    "comments": {"articles", "database", "jobs", "page_cache", "reports", "visitors"},
    "home": {"articles", "page_cache", "visitors"},
    "newsroom": {
        "accounts",
        "articles",
        "comments",
        "database",
        "home",
        "jobs",
        "page_cache",
        "search",
        "visitors",
    },
    "operations": {
        "accounts",
        "articles",
        "backups",
        "broken_links",
        "comments",
        "database",
        "home",
        "jobs",
        "newsroom",
        "page_cache",
        "restoring",
        "search",
        "visitors",
    },
    "demo": {"articles", "comments", "home", "newsroom", "search"},
    "config": {
        "accounts",
        "articles",
        "comments",
        "database",
        "home",
        "newsroom",
        "operations",
        "page_cache",
        "search",
        "visitors",
    },
}

#: The parts of ``comments`` from the lowest up: each may import those above it in this list.
COMMENTS = [
    "markup",
    "limits",
    "signals",
    "numbers",
    "sites",
    "models",
    "locks",
    "invalidation",
    "permissions",
    "links",
    "pages",
    "threads",
    "cookies",
    "deletion",
    "checks",
    "spam",
    "rules",
    "personal_data",
    "notify",
    "intake",
    "moderation",
    "mailing",
    "tasks",
    "feeds",
    "views",
    "templatetags",
    "desk",
    "housekeeping",
    "stored",
    "management",
    "urls",
    "wagtail_hooks",
    "apps",
]

#: Imports inside functions, each with the reason why it cannot stand at the top.
LATE = {
    # Django loads apps.py before there are models; ready() is the place for what needs them.
    "accounts.apps",
    "articles.apps",
    "broken_links.apps",
    "comments.apps",
    "home.apps",
    "newsroom.apps",
    "operations.apps",
    "pictures.apps",
    "restoring.apps",
    "search.apps",
    # A process of its own, which sets Django up itself; the search's modules have models.
    "backups.schema",
    # modelsearch has classes for the database that there is, and none for the others.
    "config.searching",
}

EVERYTHING = {
    name: path
    for app in APPS
    for name, path in modules(app, ROOT / "site" if app == "config" else ROOT).items()
}
IMPORTS = list(imports(EVERYTHING))


def within(app: str) -> list[Import]:
    return [
        one
        for one in IMPORTS
        if one.module.split(".")[0] == app and one.imported.split(".")[0] == app
    ]


def part(module: str) -> str:
    """The part of an app that a module belongs to."""
    return (module.split(".") + [""])[1]


@pytest.mark.parametrize("app", APPS)
def test_apps_import_only_what_stands_below_them(app):
    allowed = {app} | APPS[app]
    for one in IMPORTS:
        if one.module.split(".")[0] == app:
            assert one.imported.split(".")[0] in allowed, one


@pytest.mark.parametrize("app", APPS)
def test_no_modules_import_each_other_in_a_circle(app):
    assert circle(within(app)) == []


def test_each_layer_of_comments_imports_only_lower_ones():
    for one in within("comments"):
        above, below = part(one.module), part(one.imported)
        if above and below and above != below:
            assert COMMENTS.index(below) < COMMENTS.index(above), one


def test_imports_stand_at_the_top_of_a_module():
    late = [str(one) for one in IMPORTS if not one.at_top and one.module not in LATE]
    assert late == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ({"a": "from . import b", "b": "from .c import x", "c": "import app.a"}, 3),
        ({"a": "from . import b", "b": "def f():\n    from .a import x"}, 2),
        ({"a": "from .b import x", "b": ""}, 0),
    ],
)
def test_a_circle_of_any_length_is_found(tmp_path, source, found):
    for name, text in source.items() | {("__init__", "")}:
        (tmp_path / "app").mkdir(exist_ok=True)
        (tmp_path / f"app/{name}.py").write_text(text)
    known = modules("app", tmp_path)
    assert len(set(circle(list(imports(known))))) == found
