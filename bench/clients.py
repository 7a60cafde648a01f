"""Readers with browsers of their own, who all write at once."""

import http.client
import re
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

#: A form is taken when it is older than this: see forms.TOO_QUICK.
READING_SECONDS = 3.2
#: How long a reader waits for an answer, and goes on sending the form again.
PATIENCE_SECONDS = 60
TAKEN = re.compile(r"/discussion/comment/(?P<id>\d+)/(?P<own>mine/[\w-]+/)?$")
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass
class Letter:
    """A comment that is to be sent, and what became of it."""

    words: str
    to: int
    #: The sender breaks off without waiting for the answer, and sends it a second time at once.
    breaks_off: bool = False
    fields: dict[str, str] = field(default_factory=dict)
    #: 0: there was no answer.
    status: int = 0
    location: str = ""
    body: str = ""
    seconds: float = 0
    #: How often it was sent again because a connection broke.
    again: int = 0

    @property
    def comment(self) -> int | None:
        """The number of the comment to which the answer led."""
        found = TAKEN.search(self.location) if self.status == 302 else None
        return int(found["id"]) if found else None

    @property
    def came_twice(self) -> bool:
        """Whether the very same form was sent more than once. Each answer leads to the same page."""
        return bool(self.again) or self.breaks_off


class Browser:
    """Keeps its connection and its cookies; sends the very same form when a connection breaks."""

    #: The header by which discussion.js asks for the form without the page around it.
    HEADERS = {"X-Requested-With": "fetch"}

    def __init__(self, port: int, number: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        self.number = number
        self.cookies: dict[str, str] = {}

    def ask(
        self,
        method: str,
        address: str,
        body: str | bytes | None = None,
        wait: bool = True,
        **headers: str,
    ):
        headers = self.HEADERS | headers
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={it}" for name, it in self.cookies.items())
        if body is not None:
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        self.connection.request(method, address, body, headers)
        if not wait:
            self.connection.close()
            return None, ""
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, text

    def fill_in(self, page: int, letter: Letter) -> None:
        """Fetches a form of its own for the letter, as a reader does who presses “Reply”."""
        answer, html = self.ask("GET", f"/discussion/{page}/reply/?to={letter.to}")
        if answer.status != 200:
            raise RuntimeError(f"The form was answered with {answer.status}:\n{html[:2000]}")
        letter.fields = {name: unescape(value) for name, value in HIDDEN.findall(html)} | {
            "name": f"Client {self.number}",
            "email": f"client{self.number}@example.org",
            "comment": letter.words,
            "honeypot": "",
        }
        if {"nonce", "csrfmiddlewaretoken", "reply_to"} - set(letter.fields):
            raise RuntimeError(f"The form lacks a hidden field:\n{html[:2000]}")

    def send(self, page: int, letter: Letter) -> None:
        address, body = f"/discussion/{page}/reply/", urlencode(letter.fields)
        begun = time.perf_counter()
        breaks_off = letter.breaks_off
        while time.perf_counter() - begun < PATIENCE_SECONDS:
            try:
                answer, text = self.ask("POST", address, body, wait=not breaks_off)
            except TimeoutError:
                break
            except (OSError, http.client.HTTPException):
                answer = None
            if answer is not None:
                letter.status = answer.status
                letter.location = answer.headers.get("Location", "")
                letter.body = text
                break
            self.connection.close()
            if breaks_off:
                breaks_off = False
            else:
                letter.again += 1
                time.sleep(0.01)
        letter.seconds = time.perf_counter() - begun


def write_at_once(port: int, page: int, letters: list[Letter], clients: int, beside=None) -> float:
    """Sends the letters, each client its share in turn; returns how many seconds that took.

    ``beside`` runs at the same time with a function that tells the share of letters answered.
    """
    browsers = [Browser(port, number) for number in range(clients)]
    shares = [letters[number::clients] for number in range(clients)]
    ready = threading.Barrier(clients + 1)
    answered: list[Letter] = []

    def fetch(browser: Browser, share: Iterable[Letter]) -> None:
        for letter in share:
            browser.fill_in(page, letter)
        browser.connection.close()  # the server would, before the reader has written

    def send(browser: Browser, share: Iterable[Letter]) -> None:
        ready.wait()
        for letter in share:
            browser.send(page, letter)
            answered.append(letter)
            if not letter.status:
                break  # nobody waits a minute for each of thirty letters
        browser.connection.close()

    over = threading.Event()

    def progress() -> float:
        return 1 if over.is_set() else len(answered) / len(letters)

    with ThreadPoolExecutor(clients + 1) as pool:
        list(pool.map(fetch, browsers, shares))
        time.sleep(READING_SECONDS)
        sending = [pool.submit(send, *pair) for pair in zip(browsers, shares, strict=True)]
        ready.wait()
        begun = time.perf_counter()
        besides = pool.submit(beside, progress) if beside else None
        try:
            for each in sending:
                each.result()
        finally:
            over.set()
        seconds = time.perf_counter() - begun
        if besides:
            besides.result()
    return seconds
