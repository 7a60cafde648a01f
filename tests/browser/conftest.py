"""A real Chromium against the real server: what ``make serve`` starts, on a port of its own."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, missing

FLAGSHIP = "/history/why-did-the-soviet-union-join-the-allies-in-world-war-ii/"
#: On a machine that is busy otherwise the first start takes minutes.
START_SECONDS = 600
#: So long a browser waits for what should come. What is tested is that it comes.
PATIENCE = 60_000


@dataclass
class LiveSite:
    """The site as a newcomer gets it: demo content and all."""

    address: str
    sign_ins: dict[str, str]
    data_dir: Path
    #: The data as the first start left them, before anybody wrote to the site.
    untouched: Path
    output: str
    #: See ``beside.py``.
    beside: subprocess.Popen

    def ask(self, module: str, act: str, *given):
        """Calls a function of a module of this folder, on the site's data, and returns its answer."""
        return self._beside(module=module, act=act, given=given)

    def run(self, code: str) -> str:
        """Runs a few lines in the site's own code, as its operator could; returns what they print."""
        return self._beside(code=code)

    def _beside(self, **request):
        self.beside.stdin.write(json.dumps(request) + "\n")
        self.beside.stdin.flush()
        answer = json.loads(self.beside.stdout.readline())
        assert "error" not in answer, answer["error"]
        return answer["answer"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data_dir: Path, port: int, settings: str) -> dict[str, str]:
    """The environment of a site's process: nothing of the tests' own."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("DJANGO_", "TEST_", "DATABASE_", "SECRET_"))
    }
    return kept | {
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": settings,
        "PORT": str(port),
        "PYTHONPATH": "site",
    }


def start(data_dir: Path, port: int, log: Path) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-m", "operations.serve"],
        cwd=ROOT,
        env=environment(data_dir, port, "tests.browser.settings"),
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )
    deadline = time.monotonic() + START_SECONDS
    while "Ctrl-C stops it." not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            process.terminate()
            pytest.fail(f"The site does not start:\n{log.read_text()}")
        time.sleep(0.1)
    return process


def stop(process: subprocess.Popen) -> int:
    process.send_signal(signal.SIGINT)
    return process.wait(timeout=40)


def copy_data(source: Path, target: Path) -> None:
    """Copies a data directory while its site runs."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("site.sqlite3*"))
    with (
        closing(sqlite3.connect(source / "site.sqlite3")) as database,
        closing(sqlite3.connect(target / "site.sqlite3")) as copy,
    ):
        database.backup(copy)


@pytest.fixture(scope="session")
def live(tmp_path_factory, database_template) -> LiveSite:
    folder = tmp_path_factory.mktemp("live")
    port, log = free_port(), folder / "log"
    # Migrated already, as the other runs have it: to migrate from nothing takes half a minute.
    (folder / "data").mkdir(mode=0o700)
    shutil.copyfile(database_template, folder / "data/site.sqlite3")
    (folder / "data/site.sqlite3").chmod(0o600)
    process = start(folder / "data", port, log)
    copy_data(folder / "data", folder / "untouched")
    lines = (folder / "data/demo-sign-ins.txt").read_text().splitlines()
    beside = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.beside"],
        cwd=ROOT,
        env=environment(folder / "data", port, "config.settings.embedded") | {"LOG_LEVEL": "ERROR"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield LiveSite(
        f"http://127.0.0.1:{port}",
        dict(line.split() for line in lines),
        folder / "data",
        folder / "untouched",
        log.read_text(),
        beside,
    )
    beside.communicate()
    stop(process)


@pytest.fixture(scope="session")
def chromium(database_template):  # before there is a browser, beside which Django asks no database
    # The shell is the same engine without windows and menus: a context costs a third of the CPU.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        missing("Chromium", "chromium-headless-shell or chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                # To start a process for each page takes a fifth of what the page does.
                "--renderer-process-limit=1",
            ],
        )
        new_context = browser.new_context

        def patient(**options):
            context = new_context(**options)
            context.set_default_timeout(PATIENCE * 2)
            return context

        browser.new_context = patient
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def open_page(chromium, live):
    """Opens a page in a browser of its own: ``open_page("/", width=390, dark=True)``.

    It stays open until the module's last test, unless its ``context`` is closed.
    """
    contexts = []

    def opened(path="/", width=1440, height=900, dark=False, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            base_url=live.address,
            **{"reduced_motion": "reduce", **options},
        )
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on(
            "console",
            lambda message: page.problems.append(message.text) if message.type == "error" else None,
        )
        page.answer = page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def visit(open_page):
    """Opens a page as a reader, as long as the test runs."""
    pages = []

    def opened(*path, **options):
        pages.append(open_page(*path, **options))
        return pages[-1]

    yield opened
    for page in pages:
        page.context.close()


@pytest.fixture(scope="module")
def open_discussion(live) -> str:
    """An article on which one reader has talked to himself, down to the deepest level."""
    return live.run(
        "from articles.models import ArticlePage; from comments.intake import posting\n"
        "from comments.models import DiscussionSettings; from wagtail.models import Site\n"
        "rules = DiscussionSettings.for_site(Site.objects.get()); rules.policy = 'publish'\n"
        "page = ArticlePage.objects.live().filter(discussion=None).first(); to = None\n"
        "for depth in range(5):\n"
        "    sender = posting.Sender('Gus', 'gus@example.org')\n"
        "    to = posting.post(page, f'Depth {depth}', sender, rules, to)[0].pk\n"
        "print(page.url)",
    )
