"""``make bench-pages``: what a page costs, ready and built, as ratios within one run.

CPU time of the processes themselves, medians of alternating rounds. It starts fresh sites with the demo
content under the real ``gunicorn.conf.py`` and ``deploy/nginx.conf``.
"""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from . import building, memory_of_pages, nginx, serving, slow
from .scratch import scratch_site

PARTS = ["ready", "counted", "proxied", "built", "crowded", "trickled", "others"]


@dataclass
class Table:
    """Figures, each with its bar."""

    missed: int = 0
    lines: list[str] = field(default_factory=list)

    def add(self, what: str, figure: float, bar: float, least: bool = False) -> None:
        met = figure >= bar if least else figure <= bar
        self.missed += not met
        kind = "least" if least else "most"
        said = "met" if met else "MISSED"
        self.print(f"{what:<74} {figure:8.3f}   at {kind} {bar:6.3f}   {said}")

    def print(self, line: str) -> None:
        print(line, flush=True)


def ready(table: Table, folder: Path) -> None:
    found = serving.cached(folder)
    for name, value in found.items():
        table.print(f"    {name:<20} {value:8.3f} ms")
    table.add("page from the cache (brotli) / bare WSGI", found["page"] / found["bare page"], 1.25)
    table.add("304 / bare WSGI", found["304"] / found["bare 304"], 1.15)
    table.add("page from the cache / uncached", found["page"] / found["uncached"], 1 / 50)


def counted(table: Table, folder: Path) -> None:
    found = serving.counted(folder)
    for kind, bar in (("page", 1.05), ("uncached", 1.02)):
        table.add(f"{kind}: counted for Prometheus / not", found[f"{kind} counted"], bar)
        table.print(f"    with an id and counted / neither: {found[f'{kind} at all']:.3f}")


def proxied(table: Table, folder: Path) -> None:
    if not nginx.NGINX:
        table.print("nginx is missing.")
        return
    found = serving.behind_nginx(folder)
    table.print(f"    page {found['page']:.4f} ms, file {found['file']:.4f} ms")
    table.add(
        "page from nginx's cache / static file of the same bytes",
        found["page"] / found["file"],
        1.15,
    )


def built(table: Table, before: Path | None) -> None:
    found = building.milliseconds(before)
    for name, value in found.items():
        table.print(f"    {name:<20} {value:8.1f} ms")
    if before:
        table.add("flagship built, nothing kept / before", found["cold"] / found["before"], 0.4)
        table.add("flagship built, parts kept / before", found["warm"] / found["before"], 0.4)
        table.add("after a new comment / before", found["comment"] / found["before"], 0.4)


def crowded(table: Table, folder: Path) -> None:
    found = serving.eight_at_once(folder)
    table.print(f"    by the clock, on this machine as it was: {found['rate']:.2f}")
    table.add("requests a second, 8 connections, 2 workers / 1", found["own rate"], 1.8, least=True)
    table.add("largest share of one worker, median", found["share"], 0.6)
    table.add("largest share of one worker, any round", found["worst share"], 0.6)
    table.add("CPU a request, 8 connections / 1", found["crowd"], 1.15)


def trickled(table: Table, folder: Path) -> None:
    with serving.served(folder, workers=2) as site:
        pages = [
            site.page(path, **serving.BROWSER) for path in (serving.FLAGSHIP, "/", "/history/")
        ]
        pages.append(site.page(**serving.UNCACHED))
        quiet, with_them = slow.compared(site.port, pages, slow.ROUNDS)
        table.print(f"    p95 {quiet:.1f} ms, with slow senders {with_them:.1f} ms")
        table.add("p95 beside 200 slow senders / quiet", with_them / quiet, 2)
        if not nginx.NGINX:
            return
        place = folder / "slow"
        place.mkdir()
        with nginx.running(place, site.port) as proxy:
            quiet, with_them = slow.compared(proxy.port, pages, slow.ROUNDS)
        table.print(f"    behind nginx: p95 {quiet:.1f} ms, with slow senders {with_them:.1f} ms")
        table.add("the same behind nginx", with_them / quiet, 2)


def others(table: Table, folder: Path, package: Path | None) -> None:
    for name, value in serving.other_caches(folder, package).items():
        table.print(f"    {name:<24} {value:8.3f} times a bare WSGI application")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--before", type=Path, help="the folder of an earlier version")
    parser.add_argument("--wagtail-cache", type=Path, help="a folder with the package wagtailcache")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument("--memory", action="store_true", help="50,000 requests: half an hour")
    options = parser.parse_args()
    os.environ["LOG_LEVEL"] = "ERROR"
    table = Table()
    with scratch_site() as site:
        print("Preparing a site with the demo content …", flush=True)
        site.run("manage.py", "prepare", "--demo")
        parts: dict[str, Callable[[], None]] = {
            "ready": lambda: ready(table, site.folder),
            "counted": lambda: counted(table, site.folder),
            "proxied": lambda: proxied(table, site.folder),
            "built": lambda: built(table, options.before and options.before.resolve()),
            "crowded": lambda: crowded(table, site.folder),
            "trickled": lambda: trickled(table, site.folder),
            "others": lambda: others(table, site.folder, options.wagtail_cache),
        }
        for name, part in parts.items():
            if name in options.only:
                part()
    if options.memory:
        found = memory_of_pages.measure()
        table.print(f"    {found}")
        table.add("memory at the end / plateau", found["end"] / found["plateau"], 1.05)
        table.add("the cache's bytes / its bound", found["bytes"] / found["bound"], 1)
    raise SystemExit(bool(table.missed))


if __name__ == "__main__":
    main()
