"""The demo site under the real ``gunicorn.conf.py``, and what its pages cost there."""

import json
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import nginx
from .load import Connection, alternating, at_once, cpu, milliseconds, request
from .scratch import Site

FLAGSHIP = "/history/why-did-the-soviet-union-join-the-allies-in-world-war-ii/"
ROUNDS = 5
READY, BUILT = 1_000, 20
CLIENTS, SECONDS = 8, 3.0
BROWSER = {"Accept_Encoding": "gzip, deflate, br"}
#: By this header the page cache leaves a request to Django.
UNCACHED = BROWSER | {"X_Requested_With": "bench"}
#: What gunicorn adds by itself.
OF_GUNICORN = ("server", "date", "connection")


@dataclass
class Server:
    site: Site
    workers: list[int]

    @property
    def port(self) -> int:
        return self.site.port

    def page(self, path: str = FLAGSHIP, **headers: str) -> bytes:
        return request(path, Host=f"127.0.0.1:{self.port}", **headers)


@contextmanager
def served(folder: Path, *arguments: str, workers: int = 1, **environment: str) -> Iterator[Server]:
    """A prepared site, or another application, under gunicorn."""
    site = Site(folder, {"WEB_CONCURRENCY": str(workers), "LOG_LEVEL": "ERROR"} | environment)
    site.start("web", "--max-requests", "0", *arguments)
    try:
        while len(found := site.web_workers()) < workers:
            time.sleep(0.05)
        yield Server(site, found)
    finally:
        site.stop("web")


@contextmanager
def bare(folder: Path, like: Server) -> Iterator[Server]:
    """The application that does nothing but return the same bytes as the article's page."""
    connection = Connection(like.port)
    for _ in range(3):
        _, head, body = connection.ask(like.page(**BROWSER))
    connection.close()
    lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line]
    headers = [line for line in lines if line[0].lower() not in OF_GUNICORN]
    file = folder / "bare-page"
    file.write_bytes(json.dumps(headers).encode() + b"\n" + body)
    with served(folder, "bench.bare_page:application", BARE_PAGE=str(file)) as server:
        yield server


def _asking(workers: list[int], port: int, sent: bytes, times: int, status: int = 200):
    """A function that measures a request over one connection."""
    connection = Connection(port)
    answered = connection.ask(sent)
    if answered[0] != status:
        raise RuntimeError(f"Status {answered[0]} instead of {status}")
    return partial(milliseconds, workers, times, partial(connection.ask, sent))


def _etag(server: Server) -> str:
    _, head, _ = Connection(server.port).ask(server.page(**BROWSER))
    return next(
        line[6:] for line in head.decode().split("\r\n") if line.lower().startswith("etag: ")
    )


def cached(folder: Path) -> dict[str, float]:
    """CPU time of a page that is ready, of an unchanged one, of the same uncached; and of bare ones."""
    with served(folder) as site, bare(folder, site) as other:
        unchanged = BROWSER | {"If_None_Match": _etag(site)}
        ours = partial(_asking, site.workers, site.port)
        theirs = partial(_asking, other.workers, other.port)
        return alternating(
            {
                "page": ours(site.page(**BROWSER), READY),
                "bare page": theirs(other.page(**BROWSER), READY),
                "304": ours(site.page(**unchanged), READY, 304),
                "bare 304": theirs(other.page(**unchanged), READY, 304),
                "uncached": ours(site.page(**UNCACHED), BUILT),
            },
            ROUNDS,
        )


def counted(folder: Path) -> dict[str, float]:
    """CPU time of a page that is counted for Prometheus and has an id, beside those of other requests.

    The median of pairs: a busy machine changes by more from second to second.
    """
    found = {}
    with served(folder, "bench.counting:application", METRICS_TOKEN="bench") as site:
        for kind, headers, times in (("page", BROWSER, READY // 5), ("uncached", UNCACHED, 1)):
            asks = {
                mode: _asking(site.workers, site.port, site.page(**headers, X_Bench=mode), times)
                for mode in ("nothing", "silent", "counted")
            }
            # In another order each time: Python clears up after a number of allocations.
            rounds = [
                {mode: asks[mode]() for mode in random.sample(list(asks), len(asks))}
                for _ in range(20 * ROUNDS)
            ]
            for name, ours, theirs in (
                ("counted", "counted", "silent"),
                ("at all", "counted", "nothing"),
            ):
                found[f"{kind} {name}"] = statistics.median(
                    each[ours] / each[theirs] for each in rounds
                )
    return found


def other_caches(folder: Path, package: Path | None) -> dict[str, float]:
    """The same page from the caches of libraries, as multiples of a bare application's.

    The ``package`` is the folder in which wagtail-cache lies.
    """
    found = {}
    for name in ("django", "wagtail-cache")[: 2 if package else 1]:
        environment = {"BENCH_CACHE": name, "DJANGO_SETTINGS_MODULE": "bench.other_caches_settings"}
        if package:
            environment["PYTHONPATH"] = f"site:{package}"
        application = "bench.other_caches:application"
        with served(folder, application, **environment) as server, bare(folder, server) as other:
            measured = alternating(
                {
                    "theirs": _asking(
                        server.workers, server.port, server.page(**BROWSER), READY // 4
                    ),
                    "bare": _asking(other.workers, other.port, other.page(**BROWSER), READY // 4),
                },
                ROUNDS,
            )
            found[name] = measured["theirs"] / measured["bare"]
    return found


def behind_nginx(folder: Path) -> dict[str, float]:
    """CPU time of nginx for a page from its cache, and for a file with the same bytes."""
    place = folder / "nginx"
    (place / "media").mkdir(parents=True)
    with served(folder) as site, nginx.running(place, site.port) as proxy:
        sent = site.page(**BROWSER)
        _, _, body = Connection(proxy.port).ask(sent)
        (place / "media/page.html").write_bytes(body)
        (place / "media/page.html").chmod(0o644)
        return alternating(
            {
                "page": _asking(proxy.workers, proxy.port, sent, READY * 2),
                "file": _asking(
                    proxy.workers, proxy.port, site.page("/media/page.html"), READY * 2
                ),
            },
            ROUNDS,
        )


@dataclass
class Load:
    """What eight connections at once came to."""

    #: Requests a second, by the clock, and by the CPU time of the worker that worked most: what the clock
    #: would say if no other program had the cores.
    rate: float
    own_rate: float
    #: The largest share of one worker.
    share: float
    milliseconds: float


def _load(server: Server, clients: int) -> Load:
    before = [cpu([each]) for each in server.workers]
    answered, seconds = at_once(server.port, [server.page(**UNCACHED)], clients, SECONDS)
    used = [cpu([each]) - begun for each, begun in zip(server.workers, before, strict=True)]
    answered += clients  # the first of each
    return Load(
        answered / seconds,
        answered / max(used),
        max(used) / sum(used),
        sum(used) / answered * 1000,
    )


def eight_at_once(folder: Path) -> dict[str, float]:
    """Uncached pages for eight connections, with two workers against one, and against one connection."""
    found: dict[str, list[Load]] = {"two": [], "one": [], "alone": []}
    with served(folder, workers=2) as two, served(folder) as one:
        for server in (two, one):
            _load(server, CLIENTS)
        for _ in range(ROUNDS):
            found["two"].append(_load(two, CLIENTS))
            found["one"].append(_load(one, CLIENTS))
            found["alone"].append(_load(one, 1))

    def ratio(figure: str, name: str, base: str) -> float:
        pairs = zip(found[name], found[base], strict=True)
        return statistics.median(getattr(a, figure) / getattr(b, figure) for a, b in pairs)

    return {
        "rate": ratio("rate", "two", "one"),
        "own rate": ratio("own_rate", "two", "one"),
        "share": statistics.median(each.share for each in found["two"]),
        "worst share": max(each.share for each in found["two"]),
        "crowd": ratio("milliseconds", "one", "alone"),
    }
