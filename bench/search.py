"""``make bench-search``: the search of 1,000, 10,000 and 100,000 articles.

CPU time of the whole request, of the process and of its database, beside the flagship article's
page, uncached, in the same run. The bars, at the largest size: the 95th percentile of each kind of
query is three such pages at most, of a suggestion a third of one; ten times the articles make a
query of two words cost three times as much at most; ten SQL queries for a page of results.

``--stock`` measures Wagtail's own search instead, at 1,000 and 10,000: its queries alone.
"""

import argparse
import json
import os
from contextlib import suppress

from .scratch import Site, scratch_site

SIZES, STOCK_SIZES = [1_000, 10_000, 100_000], [1_000, 10_000]
PAGE, SUGGESTION, GROWTH, QUERIES = 3.0, 1 / 3, 3.0, 10
#: The command that builds the index, and what its tables' names begin with.
OWN, STOCK = ("rebuild_search", "search_"), ("update_index", "wagtailsearch_")
#: Kinds of query that have to find something when they are not narrowed down.
FRUITFUL = ("common word", "rare word", "two words", "phrase", "suggestion")


def inside(site: Site, *question) -> dict:
    said = site.run("-m", "bench.search_inside", *map(str, question))
    return json.loads(said.splitlines()[-1])


def measured(server: str | None, size: int, stock: bool) -> dict:
    with scratch_site(server) as site:
        site.run("manage.py", "prepare", "--demo")
        planted = inside(site, "plant", size)
        print(f"\n  {size:,} articles, planted in {planted['wall']:.0f} s", flush=True)
        index = inside(site, "index", *(STOCK if stock else OWN))
        print_index(index, size)
        found = inside(site, "stock" if stock else "measure", size)
    print_kinds(found)
    return found


def print_index(index: dict, size: int) -> None:
    print(
        f"  index {index['bytes'] / 1e6:.1f} MB, {index['bytes'] / index['articles']:.2f} × the "
        f"articles' own tables; built in {index['wall']:.1f} s, CPU {index['cpu']:.1f} s, "
        f"{index['cpu'] / size * 1000:.2f} ms an article",
        flush=True,
    )


def print_kinds(found: dict) -> None:
    page = found["flagship"]
    print(f"  the flagship's page: {page:.1f} ms of CPU; load {os.getloadavg()[0]:.1f}")
    print(
        f"  {'':<26} {'CPU p50':>8} {'p95':>8} ms {'p95':>7} × {'wall p50':>9} {'p95':>8} ms "
        f"{'SQL':>4}  articles found"
    )
    for kind, cost in found["kinds"].items():
        few, usual, most = cost["hits"]
        print(
            f"  {kind:<26} {cost['p50']:8.2f} {cost['p95']:8.2f}    {cost['p95'] / page:7.2f} × "
            f"{cost['wall p50']:9.2f} {cost['wall p95']:8.2f}    {cost['queries']:4}  "
            f"{few}–{most}, median {usual:g}"
        )
    print(end="", flush=True)


def said(name: str, value: float, bar: float, unit: str = " ×") -> bool:
    right = value <= bar
    print(f"  {name}: {value:.3g}{unit}, bar {bar:.2g}: {'met' if right else 'MISSED'}", flush=True)
    return right


def verdicts(runs: dict[int, dict]) -> bool:
    """Prints how the bars were met; tells whether all were."""
    largest = max(runs)
    page, kinds = runs[largest]["flagship"], runs[largest]["kinds"]
    pages = {kind: cost for kind, cost in kinds.items() if "suggestion" not in kind}
    right = []
    print(
        f"\n  The bars at {largest:,} articles" + (" (they are for 100,000)" * (largest < 100_000))
    )
    for group, bar in ((pages, PAGE), (kinds.keys() - pages.keys(), SUGGESTION)):
        for kind in kinds:
            if kind in group:
                met = said(kind, kinds[kind]["p95"] / page, bar, " × the page")
                if not met:
                    print("      {:.0f} ms: {}".format(*kinds[kind]["slowest"]))
                right.append(met)
    most = max(
        cost["queries"]
        for run in runs.values()
        for kind, cost in run["kinds"].items()
        if kind in pages
    )
    right.append(said("SQL queries of a page", most, QUERIES, ""))
    if largest // 10 in runs:
        before = runs[largest // 10]["kinds"]
        for kind in pages:
            if kind.startswith("two words"):
                growth = kinds[kind]["p50"] / before[kind]["p50"]
                right.append(said(f"{kind}, p50 from {largest // 10:,}", growth, GROWTH))
    for kind in FRUITFUL:
        if not min(run["kinds"][kind]["hits"][0] for run in runs.values()):
            print(f"  {kind}: a query has found NOTHING")
            right.append(False)
    return all(right)


def run(name: str, server: str | None, sizes: list[int], stock: bool) -> bool:
    print(f"\n=== {name}{', Wagtail’s own search' * stock}", flush=True)
    runs = {size: measured(server, size, stock) for size in sorted(sizes)}
    return stock or verdicts(runs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of articles")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them alone")
    parser.add_argument("--stock", action="store_true", help="Wagtail's own search instead")
    options = parser.parse_args()
    sizes = options.sizes or (STOCK_SIZES if options.stock else SIZES)
    if options.stock and max(sizes) > max(STOCK_SIZES):
        parser.error(f"Wagtail's own search is measured up to {max(STOCK_SIZES):,}.")
    os.environ["LOG_LEVEL"] = "ERROR"
    from tests.__main__ import postgres

    servers: dict[str, str | None] = {"SQLite": None, "PostgreSQL": postgres()}
    if options.database != "sqlite" and not servers["PostgreSQL"]:
        print("No PostgreSQL answers on the local socket or at TEST_DATABASE_URL.")
        del servers["PostgreSQL"]
    with suppress(KeyError):
        del servers[{"sqlite": "PostgreSQL", "postgresql": "SQLite"}[options.database]]
    right = [run(name, server, sizes, options.stock) for name, server in servers.items()]
    return 0 if all(right) else 1


if __name__ == "__main__":
    raise SystemExit(main())
