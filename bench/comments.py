"""``make bench-comments``: our discussions beside django-comments-xtd's own, in the same run.

CPU time, the database's process included. Rows are those inserted, updated and deleted. The stock
package is measured at a smaller size (``--stock-size``): at 10,000 comments each of its saves takes
about a minute.
"""

import argparse
import json
import os
from importlib.metadata import version

from .scratch import Site, postgres_database, scratch_site

SIZE, STOCK_SIZE = 10_000, 2_000
BAR, QUERIES = 1.3, 15


def measured(site: Site, module: str, size: int, **environment: str) -> dict:
    site.environment |= environment
    return json.loads(site.run("-m", f"bench.{module}", str(size)).splitlines()[-1])


def verdict(ratio: float) -> str:
    return "met" if ratio <= BAR else "MISSED"


def print_pages(own: dict, stock: dict, size: int, stock_size: int) -> None:
    print("\nThe article page, uncached; of the stock package the discussion alone")
    pages = own["page"] | {f"{size}, one thread": own["page, one thread"]}
    for name, cost in pages.items():
        print(
            f"  ours,  {name:>18} comments {cost['ms']:9.1f} ms {cost['bytes'] / 1024:9.1f} KiB "
            f"{cost['queries']:3} queries"
        )
    for name, cost in stock["page"].items():
        print(f"  stock, {name:>18} comments {cost['ms']:9.1f} ms {cost['bytes'] / 1024:9.1f} KiB")
    few = pages["50"]
    for name in (str(size), f"{size}, one thread"):
        for what in ("ms", "bytes"):
            ratio = pages[name][what] / few[what]
            print(f"  {name} against 50, {what}: {ratio:.2f} ×, bar {BAR}: {verdict(ratio)}")
    ratio = stock["page"][str(stock_size)]["ms"] / stock["page"]["50"]["ms"]
    print(f"  stock, {stock_size} against 50, ms: {ratio:.1f} ×")
    counts = {cost["queries"] for name, cost in pages.items() if name != "0"}
    right = len(counts) == 1 and max(counts) <= QUERIES
    print(
        f"  queries {sorted(counts)}, bar one number, {QUERIES} at most: {'met' if right else 'MISSED'}"
    )


def print_writes(own: dict, stock: dict, size: int, stock_size: int) -> None:
    print(f"\nWriting in a thread of 10, and of {size} (ours) or {stock_size} (stock)")
    for name, few in own["writes"]["10"].items():
        many = own["writes"][str(size)][name]
        base, most = stock["writes"]["10"][name], stock["writes"][str(stock_size)][name]
        ratio = many["ms"] / few["ms"]
        same = "the same rows" if many["rows"] == few["rows"] else "MORE ROWS"
        print(
            f"  {name:<25} ours {few['ms']:7.1f} → {many['ms']:8.1f} ms ({ratio:5.2f} ×, {verdict(ratio)}), "
            f"{few['rows']} → {many['rows']} rows ({same}); "
            f"stock {base['ms']:7.1f} → {most['ms']:9.1f} ms ({most['ms'] / base['ms']:6.1f} ×), "
            f"{base['rows']} → {most['rows']} rows"
        )


def run(name: str, server: str | None, size: int, stock_size: int) -> None:
    print(f"\n=== {name}, django-comments-xtd {version('django-comments-xtd')}", flush=True)
    with scratch_site(server) as site:
        site.run("manage.py", "prepare")
        own = measured(site, "own_comments", size)
        if server:
            with postgres_database(server) as address:
                stock = measured(site, "stock_comments", stock_size, STOCK_DATABASE=address)
        else:
            path = str(site.folder / "stock.sqlite3")
            stock = measured(site, "stock_comments", stock_size, STOCK_DATABASE=path)
    print_pages(own, stock, size, stock_size)
    print_writes(own, stock, size, stock_size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--stock-size", type=int, default=STOCK_SIZE)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them alone")
    options = parser.parse_args()
    os.environ["LOG_LEVEL"] = "ERROR"
    from tests.__main__ import postgres

    if options.database != "postgresql":
        run("SQLite", None, options.size, options.stock_size)
    if options.database == "sqlite":
        return
    if server := postgres():
        run("PostgreSQL", server, options.size, options.stock_size)
    else:
        print("\nNo PostgreSQL answers on the local socket or at TEST_DATABASE_URL.")


if __name__ == "__main__":
    main()
