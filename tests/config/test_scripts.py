"""Scripts are modules: their imports survive the hashing of names, their sentences are the server's."""

import re
from pathlib import PurePosixPath

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.models import Site

from tests import factories
from tests.conftest import ROOT

SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
IMPORT = re.compile(r"""\bimport\b[^"';]*["']([^"']+)["']""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
LITERAL = re.compile(r"""(?P<mark>["'`])(?P<text>(?:(?!(?P=mark))[^\\]|\\.)*)(?P=mark)""")
#: What is written like a sentence and is none: names of keys, elements, headers, types.
NAMES = {
    "ArrowDown",
    "ArrowUp",
    "Backspace",
    "Delete",
    "Enter",
    "Escape",
    "IntersectionObserver",
    "Tab",
    "X-Requested-With",
}


def collecting(root, **changed):
    """The settings that serve what was collected in a folder, under hashed names."""
    storages = {"staticfiles": {"BACKEND": "config.storage.SiteStaticFilesStorage"}}
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    return override_settings(
        STATIC_ROOT=str(root),
        STORAGES=settings.STORAGES | storages,
        STATICFILES_FINDERS=finders,
        WHITENOISE_AUTOREFRESH=False,
        WHITENOISE_USE_FINDERS=False,
        **changed,
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Our own static files, collected as an operator collects them."""
    root = tmp_path_factory.mktemp("static")
    with collecting(root):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


@pytest.fixture
def collected(root):
    with collecting(root):
        yield root


def test_every_import_leads_to_a_hashed_file_that_exists(collected):
    scripts = list((collected / "js").rglob("*.js"))
    assert len(scripts) == len(SCRIPTS)
    found = {}
    for script in scripts:
        assert HASHED.search(script.name), script.name
        for name in IMPORT.findall(script.read_text()):
            assert HASHED.search(name), f"{script.name} imports {name}"
            assert (script.parent / name).is_file(), f"{script.name} imports {name}"
            found.setdefault(script.name.split(".")[0], set()).add(name.split(".")[1].strip("/"))
    assert found["article"] == {"discussion", "search"}
    assert found["discussion"] == {"fetch", "moderate"}
    assert {"badge", "comment-settings", "desk", "job", "moderate", "search"} <= found.keys()


def test_an_import_leads_to_the_file_that_the_pages_name(collected):
    """Otherwise a module would run twice, or an old one beside a new one."""
    within = ROOT / "static"
    named = {
        PurePosixPath(staticfiles_storage.url(str(path.relative_to(within)))).name
        for path in SCRIPTS
    }
    for script in (collected / "js").rglob("*.js"):
        for name in IMPORT.findall(script.read_text()):
            assert PurePosixPath(name).name in named, f"{script.name} imports {name}"


def test_the_style_sheets_are_still_one_file(collected):
    address = staticfiles_storage.url("css/main.css")
    css = (collected / address.removeprefix(settings.STATIC_URL)).read_text()
    assert "@import" not in css
    assert "@layer" in css
    for name in re.findall(r"""url\(["']?([^"')#]+)""", css):
        if not name.startswith("data:"):
            assert HASHED.search(name), name
            assert (collected / "css" / name).resolve().is_file(), name


def test_a_circle_of_imports_does_not_pass(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.js").write_text('import { two } from "./two.js";\nexport const one = 1;\n')
    (source / "two.js").write_text('import { one } from "./one.js";\nexport const two = 2;\n')
    with (
        collecting(tmp_path / "root", STATICFILES_DIRS=[source]),
        pytest.raises(RuntimeError, match="Max post-process passes exceeded"),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)


def test_a_script_is_served_as_a_module_must_be_and_kept_for_good(collected):
    response = Client().get(staticfiles_storage.url("js/article.js"))
    assert response.status_code == 200
    assert response["Content-Type"].split(";")[0] == "text/javascript"
    assert response["Cache-Control"] == "max-age=315360000, public, immutable"


@pytest.mark.django_db
def test_every_script_of_ours_is_loaded_as_a_module(reader, article, home):
    admin = Client()
    admin.force_login(factories.user("Moderators"))
    superuser = Client()
    superuser.force_login(factories.user())
    pages = {
        (reader, "/"): {"search"},
        (reader, article.url): {"article"},
        (reader, f"/discussion/{article.pk}/"): {"search", "discussion"},
        (reader, reverse("reply", args=[article.pk])): {"search", "discussion"},
        (admin, "/admin/"): {"badge"},
        (admin, reverse("comments_queue")): {"badge", "desk"},
        (
            superuser,
            reverse(
                "wagtailsettings:edit",
                args=["comments", "discussionsettings", Site.objects.get().pk],
            ),
        ): {
            "badge",
            "checks",
            "comment-settings",
            "conflict",
            "editor",
            "guides",
            "naming",
            "paste",
        },
    }
    for (client, address), names in pages.items():
        html = client.get(address).content.decode()
        tags = re.findall(r"<script[^>]*/static/js/([\w-]+)\.js[^>]*>", html)
        assert set(tags) == names, address
        for tag in re.findall(r"<script[^>]*/static/js/[^>]*>", html):
            assert 'type="module"' in tag, address


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_has_a_sentence_of_its_own(path):
    """The server hands them over, translated: in the attributes of an element, or in its answer."""
    code = re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.M)
    literals = [match["text"] for match in LITERAL.finditer(code)]
    assert literals or path.name == "editor.js"
    for literal in literals:
        said = re.sub(r"\$\{[^}]*\}", "", literal)
        sentence = re.match(r"[A-Z][a-z’]", said) or re.search(r"[a-z’] [a-z’]+ [a-z’]+", said)
        assert not sentence or literal in NAMES, literal
