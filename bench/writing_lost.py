"""``python -m bench.writing_lost``: an editor writes, and at random moments something breaks.

A site of its own, a real Chromium, one article. In each round somebody types numbered words; at a random
moment the session ends, the network is cut, the tab is closed, or the server is killed and started
again. Then the editor does what the screen says: signs in, goes on, takes the text that is offered. The
bar: every word is in the newest version, once, and nobody was told of a conflict with themselves.

With ``--openings N`` it opens each demo article so often, touches nothing, and counts versions. The
bar is none.
"""

import argparse
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Error, Page, expect, sync_playwright

from .scratch import FOREIGN, ROOT, free_port

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")
PATIENCE = 90_000
START_SECONDS = 600
ACCIDENTS = ("session", "network", "tab", "server")
WATCHED_SECONDS = 20


def start(data: Path, port: int, log: Path) -> subprocess.Popen:
    """The site as ``make serve`` runs it, once it answers."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
    settings = {"DJANGO_SETTINGS_MODULE": "tests.browser.settings", "PYTHONPATH": "site"}
    process = subprocess.Popen(
        [sys.executable, "-m", "operations.serve"],
        cwd=ROOT,
        env=kept | settings | {"DATA_DIR": str(data), "PORT": str(port)},
        stdout=log.open("w"),
        stderr=subprocess.STDOUT,
    )
    deadline = time.monotonic() + START_SECONDS
    while "Ctrl-C stops it." not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise SystemExit(f"The site does not start:\n{log.read_text()}")
        time.sleep(0.1)
    return process


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have."""
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout
    return [one for child in map(int, listed.split()) for one in (child, *descendants(child))]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Newsroom:
    """A site with its demo content, and one editor's browser."""

    def __init__(self, folder: Path, browser):
        self.data, self.port, self.log = folder / "data", free_port(), folder / "log"
        self.process = start(self.data, self.port, self.log)
        lines = (self.data / "demo-sign-ins.txt").read_text().splitlines()
        self.password = dict(line.split() for line in lines)["editor"]
        self.context = browser.new_context(base_url=f"http://127.0.0.1:{self.port}")
        self.context.set_default_timeout(PATIENCE)
        page = self.context.new_page()
        page.goto("/admin/")
        self.sign_in(page)
        page.wait_for_url("**/admin/")

    def sign_in(self, form) -> None:
        form.get_by_label("Username").fill("editor")
        form.get_by_label("Password").fill(self.password)
        form.get_by_role("button", name="Sign in").click()

    def restart(self) -> None:
        """The server dies without a word, and somebody starts it again."""
        for pid in [self.process.pid, *descendants(self.process.pid)]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        # A worker of gunicorn that was made meanwhile notices a moment later that it is alone.
        deadline = time.monotonic() + START_SECONDS
        while answers(self.port) and time.monotonic() < deadline:
            time.sleep(0.2)
        self.process = start(self.data, self.port, self.log)

    def ask(self, query: str, *given) -> list:
        with closing(sqlite3.connect(self.data / "site.sqlite3", timeout=30)) as database:
            return database.execute(query, given).fetchall()

    def articles(self) -> list[int]:
        return [pk for (pk,) in self.ask("SELECT page_ptr_id FROM articles_articlepage")]

    def versions(self, pk: int) -> list[str]:
        """The contents of an article's versions, the newest first."""
        return [
            content
            for (content,) in self.ask(
                "SELECT content FROM wagtailcore_revision WHERE object_id = ? ORDER BY created_at DESC",
                str(pk),
            )
        ]

    def open(self, pk: int) -> Page:
        page = self.context.new_page()
        page.conflicts = []
        page.on(
            "response",
            lambda answer: page.conflicts.append(answer.url) if answer.status == 400 else None,
        )
        page.goto(f"/admin/pages/{pk}/edit/")
        expect(box(page)).to_be_visible(timeout=PATIENCE)
        return page


def box(page: Page):
    return page.get_by_role("region", name="Conclusion", exact=True).get_by_role("textbox")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save draft").first.click()
    updated = page.get_by_text("has been updated")
    # Wagtail asks once more where its last question to the server got no answer.
    asked = page.get_by_role("dialog", name="A network error occurred")
    expect(updated.or_(asked).first).to_be_visible(timeout=PATIENCE)
    if asked.is_visible():
        asked.get_by_role("button", name="Save draft").click()
    expect(updated).to_be_visible(timeout=PATIENCE)


class Writing:
    """One round: words, an accident among them, and what became of the words."""

    def __init__(self, newsroom: Newsroom, pk: int, number: int, rng: random.Random):
        self.newsroom, self.pk, self.rng = newsroom, pk, rng
        self.words = [f"w{number:03}x{place:02}" for place in range(24)]
        self.typed: list[str] = []

    def type(self, page: Page, words: list[str]) -> None:
        box(page).click()
        page.keyboard.press("Control+End")
        for word in words:
            page.keyboard.type(f" {word}", delay=self.rng.uniform(5, 40))
            self.typed.append(word)
            if self.rng.random() < 0.15:
                page.wait_for_timeout(self.rng.uniform(200, 3000))

    def run(self, accident: str) -> tuple[list[str], int]:
        """Which words were lost, and how many conflicts the editor had."""
        page = self.newsroom.open(self.pk)
        moment = self.rng.randrange(2, len(self.words) - 4)
        before, after = self.words[:moment], self.words[moment:]
        self.type(page, before)
        page.wait_for_timeout(self.rng.choice([0, 0, 100, 700, 1500, 2500, 3500]))
        page = getattr(self, accident)(page, after)
        save(page)
        newest = self.newsroom.versions(self.pk)[0]
        lost = [word for word in self.typed if newest.count(word) != 1]
        conflicts = len(page.conflicts)
        page.close()
        return lost, conflicts

    def session(self, page: Page, after: list[str]) -> Page:
        self.newsroom.context.clear_cookies()
        dialog = page.locator("#writing-sign-in")
        box(page).focus()
        place = 0
        while place < 3 and not dialog.is_visible():
            page.keyboard.type(f" {after[place]}")
            if after[place] not in box(page).inner_text():
                break  # the dialog opened between two keys, and took them
            self.typed.append(after[place])
            place += 1
        expect(dialog).to_be_visible(timeout=PATIENCE)
        self.newsroom.sign_in(dialog.frame_locator("iframe"))
        expect(dialog).to_be_hidden(timeout=PATIENCE)
        self.type(page, after[place:])
        return page

    def network(self, page: Page, after: list[str]) -> Page:
        self.newsroom.context.set_offline(True)
        self.type(page, after[: len(after) // 2])
        page.wait_for_timeout(self.rng.uniform(0, 8000))
        self.newsroom.context.set_offline(False)
        self.type(page, after[len(after) // 2 :])
        expect(page.get_by_text("The site does not answer")).to_have_count(0, timeout=PATIENCE)
        return page

    def tab(self, page: Page, after: list[str]) -> Page:
        page.close()
        page = self.newsroom.open(self.pk)
        self.take_what_is_offered(page)
        self.type(page, after)
        return page

    def server(self, page: Page, after: list[str]) -> Page:
        self.newsroom.restart()
        self.type(page, after)
        return page

    def take_what_is_offered(self, page: Page) -> None:
        offered = page.get_by_role("button", name="Take it")
        try:
            offered.first.wait_for(timeout=8000)
        except Error:
            return  # all had arrived
        offered.first.click()
        expect(page.get_by_text("has been updated")).to_be_visible(timeout=PATIENCE)


def write(newsroom: Newsroom, rounds: int, seed: int) -> int:
    rng = random.Random(seed)
    pk = newsroom.articles()[0]
    bad = 0
    for number in range(rounds):
        accident = ACCIDENTS[number % len(ACCIDENTS)]
        began = time.monotonic()
        lost, conflicts = Writing(newsroom, pk, number, rng).run(accident)
        bad += bool(lost)
        print(
            f"{number + 1:3} {accident:8} {time.monotonic() - began:5.0f} s  "
            f"lost: {' '.join(lost) or 'none'}  refused: {conflicts}",
            flush=True,
        )
    return bad


def look(newsroom: Newsroom, openings: int) -> int:
    bad = 0
    for pk in newsroom.articles():
        before = len(newsroom.versions(pk))
        for _number in range(openings):
            page = newsroom.open(pk)
            page.wait_for_timeout(WATCHED_SECONDS * 1000)
            page.close()
        made = len(newsroom.versions(pk)) - before
        bad += made
        print(f"article {pk}: {openings} openings, {made} versions", flush=True)
    return bad


def main() -> None:
    parser = argparse.ArgumentParser(description=re.sub(r"`+", "", __doc__))
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--openings", type=int, default=0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args()
    print(f"seed {given.seed}")
    path = next(filter(None, map(shutil.which, CHROMIUM)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        newsroom = Newsroom(Path(folder), browser)
        try:
            if given.openings:
                bad = look(newsroom, given.openings)
            else:
                bad = write(newsroom, given.rounds, given.seed)
        finally:
            newsroom.process.send_signal(signal.SIGINT)
            newsroom.process.wait(timeout=60)
            browser.close()
    raise SystemExit(f"{bad} bad" if bad else 0)


if __name__ == "__main__":
    main()
