"""The product without its demo: nothing of it depends on the example content."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from tests.conftest import ROOT

pytestmark = pytest.mark.django_db

#: The suite's settings without the demo, which cannot even be imported.
SETTINGS = """
import sys
from config.settings.test import *
sys.modules["demo"] = None
INSTALLED_APPS.remove("demo")
DATABASES["default"]["NAME"] = {database!r}
"""
#: What an operator and a reader do first.
FIRST_STEPS = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
call_command("check")
call_command("prepare", demo=True, no_static=True)
print(Client().get("/").status_code)
"""


@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the database, which is a file")
def test_the_site_is_prepared_and_served_without_the_demo(tmp_path):
    copy = tmp_path / "site.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(connection.settings_dict["NAME"]) as migrated:
        migrated.backup(sqlite3.connect(copy))
    (tmp_path / "without_demo.py").write_text(SETTINGS.format(database=str(copy)))
    done = subprocess.run(
        [sys.executable, "-c", FIRST_STEPS],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT / "site"), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": "without_demo",
            "TEST_DATABASE_URL": "",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("200")
    assert "Loading the demo content" not in done.stdout
