"""The saved site on this version: commands, visits, its mail, and its rows under their saved names."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from PIL import Image

from tests.conftest import ROOT
from tests.upgrade import names, saved


class SavedSite:
    """Each command runs in a process of its own, as after an upgrade."""

    def __init__(self, folder: Path, akismet_url: str):
        self.folder, self.akismet_url = folder, akismet_url
        self.database = saved.restore(folder)
        self.database.execute(saved.PHOTOGRAPH)
        self.before = self.database.rows()
        self.links = json.loads((saved.FOLDER / "links.json").read_text())
        for image in self.before["wagtailimages_image"]:
            file = folder / "media" / image["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (image["width"], image["height"]), (154, 52, 10)).save(file)

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("DJANGO_", "TEST_", "DATABASE_", "SECRET_"))
        }
        return kept | {
            "DATABASE_URL": self.database.url,
            "DATA_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "tests.upgrade.settings",
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": "site",
            "SECRET_KEY": saved.SECRET_KEY,
            "UPGRADE_AKISMET_URL": self.akismet_url,
        }

    def run(self, *command: str, stdin: str = "") -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def start(self, *command: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log.open("w"),
            stderr=subprocess.STDOUT,
        )

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def visit(self, wanted: list[tuple]) -> list[SimpleNamespace]:
        """The answers to ``(user, method, path, data)`` each."""
        answers = self.run("-m", "tests.upgrade.visit", stdin=json.dumps(wanted))
        return [SimpleNamespace(**answer) for answer in json.loads(answers)]

    def rows(self) -> saved.Rows:
        return names.as_saved(self.before, self.database.rows())

    def mail(self) -> list[tuple[str, str]]:
        """To whom mail went so far, and its subject."""
        texts = [file.read_text() for file in sorted((self.folder / "mail").glob("*"))]
        found = re.findall(r"^Subject: (.+?)^From: .+?^To: (.+?)$", "\n".join(texts), re.M | re.S)
        return [(to, " ".join(subject.split())) for subject, to in found]
