"""Builds the flagship article in a process of its own, and says what that costs. ``bench.building`` runs
this text in the project's folder, or in that of an earlier version: it needs nothing else of ``bench``.

Each line of the input is a way to build the page, each line of the output the milliseconds of CPU.
"""

import io
import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from wagtail.models import Site  # noqa: E402

from articles.models import ArticlePage  # noqa: E402
from articles.pictures import prepare_renditions  # noqa: E402
from comments.intake import posting  # noqa: E402
from comments.models import DiscussionSettings, Policy  # noqa: E402
from config.wsgi import application  # noqa: E402

PATH = "/history/why-did-the-soviet-union-join-the-allies-in-world-war-ii/"
COMMENTS, TIMES = 50, 12
WORDS = (
    "I have read this twice now, and the *second* time I saw what I had missed: the treaty is not "
    "the cause but the occasion.\n\nIs there a source for the figure in the third section? "
)


class Flagship:
    """The article of 20 sections and 50 comments."""

    def __init__(self):
        self.page = ArticlePage.objects.get(slug=PATH.split("/")[-2])
        prepare_renditions.call(self.page.pk)
        self.rules = DiscussionSettings.for_site(Site.objects.get())
        self.rules.policy = Policy.PUBLISH
        self.rules.save()
        self.number = 0
        above = None
        for _ in range(COMMENTS):
            # A third begin a thread.
            above = self.comment(above.pk if above and self.number % 3 else None)

    def comment(self, above=None):
        self.number += 1
        sender = posting.Sender(f"Reader {self.number}", f"reader{self.number}@example.org")
        return posting.post(self.page, f"{WORDS} n{self.number}", sender, self.rules, above)[0]

    def ask(self) -> tuple[dict, bytes]:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": PATH,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }
        begun = []
        chunks = application(environ, lambda *given: begun.append(given))
        body = b"".join(chunks)
        if close := getattr(chunks, "close", None):
            close()
        status, headers, *_ = begun[-1]
        if not status.startswith("200"):
            raise RuntimeError(status)
        return dict(headers), body


def measure(flagship: Flagship, way: str) -> float:
    """``cold``: nothing is kept. ``warm``: the parts of the page are. ``comment``: one is new."""
    spent = 0.0
    cached = hasattr(settings, "PAGE_CACHE_RULES")
    for _ in range(TIMES):
        new = flagship.comment() if way == "comment" else None
        if cached and not new:
            from page_cache.parts import parts

            application.memory.drop(["everything"])
            if way == "cold":
                parts.drop(["everything"])
        begun = time.process_time()
        headers, _ = flagship.ask()
        spent += time.process_time() - begun
        if cached and headers["X-Cache"] != "MISS":
            raise RuntimeError(f"The page was not built: {headers['X-Cache']}")
        if new:
            new.delete()
    return spent / TIMES * 1000


def main() -> None:
    flagship = Flagship()
    for _ in range(3):
        flagship.ask()
    print("ready", flush=True)
    for line in sys.stdin:
        print(measure(flagship, line.strip()), flush=True)


main()
