"""The site of ``bench.freshness``: what there is, who may change it, and how."""

import contextlib
import http.client
import multiprocessing
import os
import random
import re
import signal
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client as Browsing
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.models import Page

from articles.models import ArticlePage, Author, TopicPage
from comments.models import ReaderComment, Status

from .clients import READING_SECONDS, Browser, Letter
from .freshness import HOST

#: An empty feed was updated at this moment.
MOMENTS = re.compile(rb"<(updated|lastBuildDate)>.*?</")
PATIENCE_SECONDS = 20
WORDS = [
    "amber",
    "basil",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heron",
    "inlet",
    "jetty",
    "knoll",
    "larch",
]
SLUGS = [f"why-{number}" for number in range(36)]
TAGS = ["war", "peace", "stars", "bees"]
CONCERNED = 6
FORK = multiprocessing.get_context("fork")


class Answer:
    def __init__(self, status, headers, content):
        self.status, self.headers, self.content = status, headers, content

    @property
    def said(self) -> tuple[int, bytes]:
        return self.status, MOMENTS.sub(b"", self.content)


class Client:
    """Asks one site; its connection breaks when the site's process is killed."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None):
        self.port, self.cookies = port, cookies or {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, address: str) -> Answer:
        return self._ask("GET", address)

    def post(self, address: str, data) -> Answer:
        if "csrftoken" not in self.cookies:
            self.get("/admin/account/")
        token = {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
        return self._ask("POST", address, urlencode(dict(data) | token, doseq=True))

    def send(self, address: str, **fields) -> Answer:
        """A form of the admin that needs nothing but these fields."""
        return self.post(address, fields)

    def _ask(self, method: str, address: str, body: str | None = None) -> Answer:
        headers = {"Host": HOST}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={it}" for name, it in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if method == "POST":
            self.connection.close()  # the server may have, and a form is not sent twice
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.connection.request(method, address, body, headers)
                answer = self.connection.getresponse()
                content = answer.read()
                break
            except (OSError, http.client.HTTPException):
                self.connection.close()
                if method == "POST" or time.monotonic() > end:
                    raise
                time.sleep(0.02)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers, content)


class World:
    """What there is, and the ways to change it."""

    def __init__(self, port: int, master: int, seed: int):
        self.rng, self.master = random.Random(seed), master
        self.moderator = get_user_model().objects.get(username="editor")
        signed_in = Browsing()
        signed_in.force_login(self.moderator)
        self.admin = Client(port, {"sessionid": signed_in.cookies["sessionid"].value})
        self.port = port
        self.letters: list = []
        self.kill, self.due, self.addresses = False, None, []
        self.refused = Counter()

    # --- One round -------------------------------------------------------------------------------

    def begin(self) -> None:
        self.due = self.changed_at = None
        self.addresses: list[str] = []
        self.kill = self.rng.random() < 1 / 3

    def chosen(self) -> list[str]:
        """The pages to compare: those that the change concerns, and some that it does not."""
        concerned = list(dict.fromkeys(self.addresses))[:CONCERNED]
        return list(dict.fromkeys([*concerned, *self.others]))

    def everything(self) -> list[str]:
        """All addresses, also those at which there is nothing at the moment."""
        topics, tags = self.topics(), list(Tag.objects.values_list("slug", flat=True))
        found = ["/", "/about/", "/feed/", "/feed/atom/", "/authors/", "/sitemap.xml", "/nowhere/"]
        found += ["/sitemap-pages.xml", "/sitemap-authors.xml", "/search/suggest/?q=why+num"]
        for one in topics:
            found += [one.url, f"{one.url}?page=2", f"{one.url}feed/"]
            found += [f"{one.url}{slug}/" for slug in SLUGS]
        found += [f"/tags/{slug}/{page}" for slug in tags for page in ("", "?page=2")]
        found += [
            f"/authors/{slug}/{page}"
            for slug in Author.objects.values_list("slug", flat=True)
            for page in ("", "?page=2")
        ]
        found += [f"/discussion/{page.pk}/" for page in self.live()]
        return found

    def see(self, *addresses: str) -> None:
        self.addresses += addresses

    def focus(self, page):
        """The page is about to change: these are the addresses that show it."""
        topic = page.get_parent()
        self.see(page.url or "/", topic.url, f"{topic.url}?page=2", "/", "/feed/")
        if hasattr(page, "article_authors"):
            self.see(f"/discussion/{page.pk}/", f"/discussion/{page.pk}/feed/")
            self.see(*(f"/tags/{tag.slug}/" for tag in page.tags.all()))
            self.see(*(f"/authors/{one.slug}/" for one in page.authors))
            beside = topic.get_children().exclude(pk=page.pk).live().order_by("?")[:2]
            self.see(*(one.url for one in beside))
        return page

    def through(self, ask) -> None:
        """The change, by a request to A, which is killed right after its answer if the round says so."""
        self.warm()
        answer = ask(self.admin)
        self.changed_at = time.time()
        if answer is not None and answer.status not in (200, 302):
            raise RuntimeError(f"{answer.status}: {answer.content[:3000]}")
        if answer is not None and answer.status == 200 and b"error-message" in answer.content:
            self.refused["form"] += 1
        if self.kill:
            self.admin.connection.close()  # as a browser would see it
            workers = Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
            for worker in workers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(worker), signal.SIGKILL)

    def apart(self, change, kill: bool | None = None):
        """The change, in a process that stands for A; returns what it answered."""
        kill = self.kill if kill is None else kill
        if self.addresses:
            self.warm()
        connections.close_all()
        here, there = FORK.Pipe()

        def work():
            self.told = None
            try:
                change()
                there.send(self.told)
                if kill:
                    time.sleep(PATIENCE_SECONDS)
            except BaseException as error:
                there.send(repr(error))
            os._exit(0)

        process = FORK.Process(target=work)
        process.start()
        answer = here.recv()
        if kill:
            process.kill()
        self.changed_at = time.time()
        process.join()
        if isinstance(answer, str):
            raise RuntimeError(answer)
        return answer

    def answer(self, value) -> None:
        """What the process that makes the change says of it."""
        self.told = value

    # --- What there is -----------------------------------------------------------------------------

    def pick(self, those):
        return self.rng.choice(list(those))

    def word(self) -> str:
        return f"{self.pick(WORDS)} {self.pick(WORDS)}{self.number()}"

    def number(self) -> int:
        return self.rng.randrange(1, 250)

    def topics(self) -> list:
        return list(TopicPage.objects.order_by("path"))

    def topic(self):
        return self.pick(self.topics())

    def image(self):
        return get_image_model().objects.order_by("pk")[self.pick([0, 1])]

    def live(self):
        return ArticlePage.objects.published().filter(alias_of=None)

    def article(self):
        return self.pick(self.live())

    def commented(self):
        return self.pick(self.live().filter(discussion__comment_count__gt=0) or self.live())

    def free_slug(self) -> str:
        while True:
            used = set(Page.objects.values_list("slug", flat=True))
            if free := sorted(set(SLUGS) - used):
                return self.pick(free)
            # No reader sees any of these.
            gone = ArticlePage.objects.filter(live=False, slug__in=SLUGS) or self.live()
            for page in gone[:6]:
                page.delete()

    def letter(self):
        """A reader's form that was opened some seconds ago."""
        while True:
            for place, (page, letter, browser, opened) in enumerate(self.letters):
                if time.monotonic() - opened > READING_SECONDS:
                    del self.letters[place]
                    if self.live().filter(pk=page.pk).exists():
                        return page, letter, browser
                    break
            else:
                self.open_form()
                time.sleep(0.5)

    def open_form(self) -> None:
        to = (
            ReaderComment.objects.filter(status=Status.PUBLISHED, page__in=self.live())
            .order_by("?")
            .first()
        )
        browser, letter = Browser(self.port, self.number()), Letter(f"Said: {self.word()}", to.pk)
        try:
            browser.fill_in(to.page_id, letter)
        except RuntimeError:  # the thread or the discussion is closed: there is no form
            return
        finally:
            browser.connection.close()
        self.letters.append((self.live().get(pk=to.page_id), letter, browser, time.monotonic()))
