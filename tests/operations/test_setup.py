"""The first start in production: what it asks, what it writes, and what it makes of an empty database."""

import os
import re
import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Site

from home.models import SiteSettings
from operations import setup
from tests.conftest import ROOT

GIVEN = {
    "SITE_NAME": "Ask Ann",
    "SITE_URL": "https://ask.example",
    "TIME_ZONE": "Asia/Ho_Chi_Minh",
    "DATABASE_URL": "postgres://ask:p%24ss@db/ask",
    "EMAIL_URL": "smtp+tls://ann:a&b@mail.example:587",
    "ADMIN_USERNAME": "ann",
    "ADMIN_EMAIL": "ann@example.org",
}


def run(file, **environment) -> subprocess.CompletedProcess:
    """Without a terminal, as a script has it."""
    return subprocess.run(
        [sys.executable, "-m", "operations.setup", "--file", str(file), "--file-only"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def test_every_setting_of_the_handbook_goes_into_the_file():
    rows = (
        (ROOT / "docs/operators.md").read_text().partition("| `SECRET_KEY`")[2].partition("\n\n")[0]
    )
    names = [row.split("|")[1] for row in ("| `SECRET_KEY`" + rows).splitlines()]
    asked = {each.key for each in setup.QUESTIONS}
    written = {"SECRET_KEY", "ALLOWED_HOSTS", "HTTPS", "STATIC_ROOT"}
    found, missing = [], []
    for row in names:
        first = ""
        for name in re.findall(r"`(\w+)`", row):
            # “`MEDIA_S3_ENDPOINT`, `_REGION`”
            first = name if not name.startswith("_") else first
            full = f"{first.rsplit('_', 1)[0]}{name}" if name.startswith("_") else name
            found.append(full)
            missing += [full] if full not in asked | written | {*setup.OTHERS} else []
    assert len(found) > 40
    assert missing == []


def test_a_script_gives_everything_in_the_environment(tmp_path):
    file = tmp_path / "env"
    done = run(file, **GIVEN)
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    shell = f"set -a; . {file}; env"
    seen = subprocess.run(["sh", "-c", shell], capture_output=True, text=True, env={}).stdout
    for key in ("SITE_URL", "TIME_ZONE", "DATABASE_URL", "EMAIL_URL"):
        assert f"{key}={GIVEN[key]}\n" in seen
    assert {"ALLOWED_HOSTS=ask.example", "HTTPS=true"} <= set(seen.splitlines())
    assert "DJANGO_SETTINGS_MODULE=config.settings.production" in seen
    assert "ann@example.org" not in file.read_text()
    secret = setup.read(file)["SECRET_KEY"]
    assert len(secret) == 64
    # Again, with one thing changed: the rest stays, and what was added by hand.
    file.write_text(file.read_text() + "BACKUP_TO=/backups\n")
    assert run(file, **GIVEN, LANGUAGE_CODE="vi").returncode == 0
    kept = setup.read(file)
    assert kept["SECRET_KEY"] == secret
    assert kept["BACKUP_TO"] == "/backups"
    assert kept["LANGUAGE_CODE"] == "vi"
    assert kept["EMAIL_URL"] == GIVEN["EMAIL_URL"]
    # The environment counts more than the file, and HTTPS follows the address.
    trial = GIVEN | {"SITE_URL": "http://ask.example"}
    assert run(file, **trial, BACKUP_TO="/other").returncode == 0
    assert [setup.read(file)[key] for key in ("BACKUP_TO", "HTTPS")] == ["/other", "false"]
    assert run(file, **GIVEN).returncode == 0
    assert [setup.read(file)[key] for key in ("BACKUP_TO", "HTTPS")] == ["/other", "true"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"SITE_URL": ""}, "SITE_URL is missing."),
        ({"SITE_URL": "ask.example"}, "It must begin with https://"),
        ({"TIME_ZONE": "Hanoi"}, "It is none"),
        ({"EMAIL_URL": "mail.example"}, "It must begin with a scheme"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(tmp_path, changed, says):
    done = run(tmp_path / "env", **GIVEN | changed)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "env").exists()


def in_production(file, folder, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "operations.setup", "--file", str(file)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **GIVEN}
        | {"DATABASE_URL": f"sqlite:///{folder}/site.sqlite3", "MEDIA_ROOT": f"{folder}/media"}
        | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"ADMIN_PASSWORD": "ann"}, "This password is too short"),
        ({"ADMIN_PASSWORD": "correct horse battery", "KEPT_REVISIONS": "all"}, "KEPT_REVISIONS is"),
    ],
)
def test_a_password_is_looked_at_before_anything_is_written(tmp_path, changed, says):
    done = in_production(tmp_path / "env", tmp_path, **changed)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not [*tmp_path.iterdir()]


def test_somebody_who_types_a_bad_password_is_asked_again(tmp_path, monkeypatch, capfd):
    typed = iter(["ann", "ann", "correct horse battery", "other", *["correct horse battery"] * 2])
    monkeypatch.setattr(setup, "getpass", lambda prompt: next(typed))
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    production = setup.lines(GIVEN | {"CACHE_URL": "locmemcache://"}, {})
    environment = os.environ | GIVEN | production | {"MEDIA_ROOT": str(tmp_path)}
    assert setup.password(environment, ask=True) == "correct horse battery"
    said = capfd.readouterr().out
    assert "The password is refused" in said
    assert "The two differ." in said


def test_a_person_is_asked_again_where_an_answer_is_wrong(monkeypatch, capsys):
    for key in GIVEN:
        monkeypatch.delenv(key, raising=False)
    said = iter(
        ["", "ask", "https://ask.example", "", "", "", "", "", "smtp://mail", "", "a@b.org"]
    )
    found = setup.answers({}, lambda prompt: next(said))
    assert found["SITE_NAME"] == "WHY"
    assert found["SITE_URL"] == "https://ask.example"
    assert found["ADMIN_USERNAME"] == "admin"
    assert "SITE_URL is “ask”" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_site_gets_its_name_and_its_first_administrator(home, settings, monkeypatch):
    settings.SITE_URL = "https://ask.example"
    for key, value in GIVEN.items():
        monkeypatch.setenv(key, value)
    monkeypatch.setenv("ADMIN_PASSWORD", "ann")
    with pytest.raises(CommandError, match="The password is refused"):
        call_command("begin_site")
    monkeypatch.setenv("ADMIN_PASSWORD", "correct horse battery")
    call_command("begin_site")
    monkeypatch.setenv("ADMIN_PASSWORD", "another horse battery")
    call_command("begin_site")
    site = Site.objects.get()
    assert (site.hostname, site.port) == ("ask.example", 443)
    assert SiteSettings.for_site(site).publisher_name == "Ask Ann"
    assert get_user_model().objects.count() == 1
    assert Client().login(username="ann", password="correct horse battery")
