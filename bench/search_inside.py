"""The search, measured inside a scratch site: ``python -m bench.search_inside measure 1000``.

``plant`` writes the articles, ``index`` builds what the search looks into, ``measure`` asks; each
in a process of its own, so that none pays for the one before. ``stock`` is Wagtail's own search.
"""

import io
import itertools
import json
import re
import sys
import time
from functools import partial
from statistics import median
from urllib.parse import urlencode

#: Calls of each address, after one that warms up; of those that take long there is one.
REPEATS, LONG = 5, 20.0
#: A planted article's address ends in its number.
ARTICLE = re.compile(rb"/[\w-]+-(\d+)/")


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def alone() -> None:
    """Has PostgreSQL work in one process: those that would share the work are not counted."""
    from django.db import connection

    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SET max_parallel_maintenance_workers = 0")


def timed(act) -> tuple[float, float]:
    """Milliseconds of CPU, the database's with it, and by the clock."""
    from .cost import call_seconds

    begun = time.perf_counter()
    spent = call_seconds(act)
    return spent * 1000, (time.perf_counter() - begun) * 1000


def plant(size: int) -> dict:
    from . import library

    alone()
    cpu, wall = timed(partial(library.plant, size))
    return {"cpu": cpu / 1000, "wall": wall / 1000}


def table_bytes(prefix: str) -> int:
    """What the tables of that beginning take, with their indexes."""
    from django.db import connection

    like = prefix.replace("_", "\\_") + "%"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
                "WHERE relkind IN ('r', 'm') AND relname LIKE %s",
                [like],
            )
        else:
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE aggregate = 1 AND name IN "
                "(SELECT name FROM sqlite_master WHERE tbl_name LIKE %s ESCAPE '\\')",
                [like],
            )
        return int(cursor.fetchone()[0] or 0)


def index(command: str, prefix: str) -> dict:
    """Builds the index from nothing."""
    from django.core.management import call_command

    from . import library

    alone()
    own = {"readers_only": True, "afresh": True} if command == "rebuild_search" else {}
    cpu, wall = timed(partial(call_command, command, stdout=io.StringIO(), **own))
    library.tidy()
    size = table_bytes(prefix)
    assert size, f"{command} has filled no table that is named {prefix}…"
    articles = table_bytes("articles_") + table_bytes("wagtailcore_page")
    return {"cpu": cpu / 1000, "wall": wall / 1000, "bytes": size, "articles": articles}


def cases(size: int) -> dict[str, list[tuple[str, str]]]:
    """The queries of each kind, with the topic that they are narrowed down to or nothing."""
    from django.utils.text import slugify

    from .asked import asked
    from .library import SUB_TOPICS, TOPICS

    topics = [slugify(title) for title in TOPICS + SUB_TOPICS]
    found = {}
    for kind, queries in asked(size).items():
        found[kind] = [(query, "") for query in queries]
        found[f"{kind}, in a topic"] = list(zip(queries, itertools.cycle(topics), strict=False))
    return found


class Flagship:
    """The article page beside which everything is measured: asked for before and after."""

    def __init__(self, client):
        from articles import pictures
        from articles.models import ArticlePage

        from .requests import FLAGSHIP

        self.ask, self.spent = partial(client.get, FLAGSHIP), []
        pictures.prepare(ArticlePage.objects.get(slug=FLAGSHIP.split("/")[-2]))
        assert self.ask().status_code == 200

    def measure(self) -> None:
        self.ask()
        self.spent += [timed(self.ask)[0] for _ in range(30)]


def each(acts: list) -> dict:
    """What calls cost: each returns how many articles it has found."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    hits, counts, slowest = [], [], (0.0, "")
    begun = time.perf_counter()
    for act in acts:
        with CaptureQueriesContext(connection) as queries:
            hits.append(act())
        counts.append(len(queries))
        sent = [(float(entry["time"]), entry["sql"][:2000]) for entry in queries.captured_queries]
        slowest = max(slowest, *sent) if sent else slowest
    repeats = 1 if time.perf_counter() - begun > LONG else REPEATS
    spent = [timed(act) for _ in range(repeats) for act in acts]
    cpu, wall = zip(*spent, strict=True)
    return {
        "p50": percentile(cpu, 0.5),
        "p95": percentile(cpu, 0.95),
        "wall p50": percentile(wall, 0.5),
        "wall p95": percentile(wall, 0.95),
        "queries": max(counts),
        "hits": [min(hits), median(hits), max(hits)],
        "slowest": [slowest[0] * 1000, slowest[1]],
    }


def measured(size: int, client, act) -> dict:
    """``act(kind, query, topic)`` for every query, between two looks at the flagship."""
    alone()
    flagship, found = Flagship(client), {}
    flagship.measure()
    asked = cases(size)
    for kind, entries in asked.items():
        act(kind, *entries[0])  # fills the caches of this process, once for all
    for kind, entries in asked.items():
        found[kind] = each([partial(act, kind, query, topic) for query, topic in entries])
    flagship.measure()
    return {"flagship": median(flagship.spent), "kinds": found}


def measure(size: int) -> dict:
    """The whole request, through all of the middleware."""
    from django.test import Client

    client, numbers = Client(SERVER_NAME="127.0.0.1"), itertools.count()

    def ask(kind: str, query: str, topic: str) -> int:
        number = next(numbers)
        path = "/search/suggest/" if kind.startswith("suggestion") else "/search/"
        data = {"q": query} | ({"topic": topic} if topic else {})
        # Another network each time: what limits a reader is not to limit this.
        address = f"10.{number // 250 % 250}.{number % 250}.7"
        answer = client.get(f"{path}?{urlencode(data)}", REMOTE_ADDR=address)
        assert answer.status_code == 200, (path, data, answer.status_code)
        return len(set(ARTICLE.findall(answer.content)))

    return measured(size, client, ask)


def stock(size: int) -> dict:
    """Wagtail's own search, without a page around it: the first ten, and how many there are."""
    from django.test import Client
    from wagtail.models import Page
    from wagtail.search.query import Phrase

    from articles.models import TopicPage

    topics = {topic.slug: topic for topic in TopicPage.objects.all()}

    def ask(kind: str, query: str, topic: str) -> int:
        pages = Page.objects.live().public()
        if topic:
            pages = pages.descendant_of(topics[topic])
        if kind.startswith("suggestion"):
            return len(pages.autocomplete(query)[:10])
        words = Phrase(query.strip('"')) if kind.startswith("phrase") else query
        results = pages.search(words, operator="or")
        return len(list(results[:10])) and results.count()

    return measured(size, Client(SERVER_NAME="127.0.0.1"), ask)


if __name__ == "__main__":
    import django

    django.setup()
    name, *arguments = sys.argv[1:]
    if name == "index":
        print(json.dumps(index(*arguments)))
    else:
        print(
            json.dumps(
                {"plant": plant, "measure": measure, "stock": stock}[name](*map(int, arguments))
            )
        )
