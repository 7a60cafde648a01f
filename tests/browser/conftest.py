"""A real Chromium against the real server: what ``make serve`` starts, on a port of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import ROOT, missing

FLAGSHIP = "/history/why-did-the-soviet-union-join-the-allies-in-world-war-ii/"
START_SECONDS = 180


@dataclass
class LiveSite:
    """The site as a newcomer gets it: demo content and all."""

    address: str
    sign_ins: dict[str, str]
    data_dir: Path
    output: str = ""

    def ask(self, module: str, *command, data=None) -> dict | None:
        """Runs a module of the tests beside the server, on its data, and returns what it answers."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("DJANGO_", "TEST_", "DATABASE_", "SECRET_"))
        }
        done = subprocess.run(
            [sys.executable, "-m", f"tests.browser.{module}", *map(str, command)],
            cwd=ROOT,
            env=kept
            | {
                "DATA_DIR": str(self.data_dir),
                "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
                "PORT": self.address.rsplit(":", 1)[1],
                "PYTHONPATH": "site",
                "LOG_LEVEL": "ERROR",
            },
            input=json.dumps(data),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(data_dir: Path, port: int, log: Path) -> subprocess.Popen:
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("DJANGO_", "TEST_", "DATABASE_", "SECRET_"))
    }
    environment = kept | {"DATA_DIR": str(data_dir), "PORT": str(port), "PYTHONPATH": "site"}
    process = subprocess.Popen(
        [sys.executable, "-m", "config.serve"],
        cwd=ROOT,
        env=environment,
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )
    deadline = time.monotonic() + START_SECONDS
    while "Ctrl-C stops it." not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    return process


def stop(process: subprocess.Popen) -> int:
    process.send_signal(signal.SIGINT)
    return process.wait(timeout=40)


@pytest.fixture(scope="session")
def live(tmp_path_factory) -> LiveSite:
    folder = tmp_path_factory.mktemp("live")
    port, log = free_port(), folder / "log"
    process = start(folder / "data", port, log)
    lines = (folder / "data/demo-sign-ins.txt").read_text().splitlines()
    yield LiveSite(
        f"http://127.0.0.1:{port}",
        dict(line.split() for line in lines),
        folder / "data",
        log.read_text(),
    )
    stop(process)


@pytest.fixture(scope="session")
def chromium():
    # The shell is the same engine without windows and menus: a context costs a third of the CPU.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        missing("Chromium", "chromium-headless-shell or chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, live):
    """Opens a page as a reader: ``visit("/", width=390, dark=True)``."""
    contexts = []

    def open_page(path="/", width=1440, height=900, dark=False, **options):
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
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
