"""The rules of this repository, kept by a machine."""

import ast
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from django.template import engines

from .conftest import ROOT

pytestmark = pytest.mark.any_database

APPS = ("articles", "comments", "home", "search")
SOURCES = [
    path
    for folder in (*APPS, "site", "tests", "bench")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
TEMPLATES = sorted(
    path.relative_to(ROOT / "templates") for path in (ROOT / "templates").rglob("*.*")
)


def run(*command) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True
    )


def test_site_is_a_folder_and_python_keeps_its_own_module():
    import site

    assert not (ROOT / "site/__init__.py").exists()
    assert Path(site.__file__).is_relative_to(Path(sysconfig.get_path("stdlib")).resolve())
    ignored = (ROOT / ".gitignore").read_text().split()
    assert not {"site", "/site", "site/", "/site/"} & set(ignored)


def test_style():
    for command in (("ruff", "check", "."), ("ruff", "format", "--check", ".")):
        result = run(*command)
        assert result.returncode == 0, result.stdout


def test_templates_are_well_formed():
    result = run("djlint", "templates", "--lint", "--quiet")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_every_template_compiles(template):
    engines["django"].get_template(str(template))


def imports(path: Path) -> set[str]:
    """The project's apps that a module imports, by absolute name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found & {*APPS, "config"}


@pytest.mark.parametrize(
    ("app", "allowed"),
    [
        ("articles", {"articles"}),
        ("search", {"search", "articles"}),
        ("home", {"home", "articles", "comments", "search"}),
        ("comments", {"comments", "articles"}),
    ],
)
def test_imports_run_one_way(app, allowed):
    for path in (ROOT / app).rglob("*.py"):
        if "migrations" not in path.parts:
            assert imports(path) <= allowed, path


#: What Django itself writes into a migration: a field's class, and a default that is a function.
#: Such a default counts for rows that the site makes, not for those that the migration changes.
NAMED_IN_FIELDS = {
    "articles/migrations/0001_initial.py": {"articles.models.article"},  # today
    "comments/migrations/0001_initial.py": {"comments.models.comment"},  # PathField
    "comments/migrations/0004_mail_and_votes.py": {"comments.models.mail"},  # new_seed
}


def test_migrations_do_not_run_code_that_changes_later():
    for path in [path for path in SOURCES if "migrations" in path.parts]:
        own = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                own |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                own.add(node.module if not node.level else f"{path.parts[-3]}.{node.module}")
        own = {name for name in own if name.split(".")[0] in {*APPS, "config"}}
        name = str(path.relative_to(ROOT))
        assert own == NAMED_IN_FIELDS.get(name, set()), name


def test_modules_do_one_job():
    for path in SOURCES:
        if "migrations" not in path.parts:
            assert len(path.read_text().splitlines()) <= 400, path


def test_no_index_address_stands_in_the_lock():
    for path in ROOT.glob("requirements*"):
        assert "index-url" not in path.read_text()
        assert "://" not in path.read_text().replace("postgres://", "")


def test_the_packages_suit_each_other():
    result = run("pip", "check")
    assert result.returncode == 0, result.stdout


def test_no_package_has_a_known_vulnerability():
    result = run(
        "pip_audit",
        "-r",
        "requirements.txt",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "--strict",
    )
    if "not found on PyPI" in result.stderr or "ConnectionError" in result.stderr:
        pytest.skip("the advisory database does not answer from here: nothing was audited")
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.skipif(not os.environ.get("CI"), reason="git alone knows what is kept")
def test_no_file_is_too_large_for_the_repository():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout
    for name in listed.splitlines():
        assert (ROOT / name).stat().st_size <= 1500 * 1024, name
