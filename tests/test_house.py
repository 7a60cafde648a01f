"""The rules of this repository, kept by a machine."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import warnings
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from django.db.migrations.loader import MigrationLoader
from django.template import engines

from tools import advisories, migrations

from .conftest import ROOT

APPS = (
    "articles",
    "backups",
    "comments",
    "database",
    "demo",
    "home",
    "operations",
    "pictures",
    "reports",
    "search",
    "visitors",
)
SOURCES = [
    path
    for folder in (*APPS, "site", "tests", "bench", "tools")
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


def test_types():
    result = run("mypy")
    assert result.returncode == 0, result.stdout + result.stderr


def test_templates_are_well_formed():
    result = run("djlint", "templates", "--lint", "--quiet")
    assert result.returncode == 0, result.stdout


def test_scripts_have_no_known_mistakes():
    result = subprocess.run(
        [Path(sys.executable).with_name("oxlint"), "static/js"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout


def test_style_sheets_have_no_known_mistakes():
    result = run("tools.stylesheets")
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_every_template_compiles(template):
    engines["django"].get_template(str(template))


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
            most = 400 if "tests" in path.parts else 300
            assert len(path.read_text().splitlines()) <= most, path


def test_the_changelog_names_the_version_and_its_day():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    changelog = (ROOT / "CHANGELOG.md").read_text()
    versions = re.findall(r"^## (\d+\.\d+\.\d+) – (\d{4}-\d\d-\d\d)$", changelog, re.M)
    days = [date.fromisoformat(day) for _, day in versions]
    assert versions[0][0] == project["version"]
    assert days == sorted(days, reverse=True)
    assert set(re.findall(r"^### (.*)$", changelog, re.M)) <= {
        "Added",
        "Changed",
        "Deprecated",
        "Removed",
        "Fixed",
        "Security",
    }


def test_hooks_run_the_projects_own_tools():
    assert run("pre_commit", "validate-config").returncode == 0
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert {repository["repo"] for repository in config["repos"]} == {"local"}
    for hook in config["repos"][0]["hooks"]:
        assert (ROOT / hook["entry"].split()[0]).exists(), hook["id"]


def test_new_versions_wait_before_they_are_proposed():
    config = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())
    assert all(update["cooldown"]["default-days"] >= 7 for update in config["updates"])


def test_no_migration_stops_a_running_site_or_cannot_be_undone():
    assert migrations.problems(MigrationLoader(None)) == []


def test_no_index_address_stands_in_the_lock():
    for path in ROOT.glob("requirements*"):
        assert "index-url" not in path.read_text()
        assert "://" not in path.read_text().replace("postgres://", "")


def test_the_packages_suit_each_other():
    result = run("pip", "check")
    assert result.returncode == 0, result.stdout


def test_no_package_has_a_known_vulnerability():
    pins = advisories.pinned()
    answer = advisories.asked() or advisories.kept()
    # It stands at the end of each run: what was asked, when, and what nobody was asked about.
    warnings.warn(answer.says(pins, datetime.now(UTC).date()), stacklevel=1)
    assert answer.vulnerable(pins) == []


@pytest.mark.skipif(not os.environ.get("CI"), reason="git alone knows what is kept")
def test_no_file_is_too_large_for_the_repository():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True).stdout
    for name in listed.splitlines():
        assert (ROOT / name).stat().st_size <= 1500 * 1024, name
