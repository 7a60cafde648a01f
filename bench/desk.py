"""``make bench-desk``: the moderators' queue with a million comments beside one with a thousand.

CPU time of the first page, of the process and of its database. The bar: each tab with each filter
costs two times at most, and takes 25 queries at most. A narrow filter finds one row among a
thousand and a whole page of them among a million: the ratio has the cost of showing them in it, and
the rows are printed beside it.
"""

import argparse
import json
import os
from contextlib import suppress

from .scratch import scratch_site

SIZE, BASE = 1_000_000, 1_000
BAR, QUERIES = 2.0, 25


def measured(server: str | None, size: int) -> dict:
    with scratch_site(server) as site:
        site.run("manage.py", "prepare")
        return json.loads(site.run("-m", "bench.desk_inside", str(size)).splitlines()[-1])


def report(database: str, base: dict, many: dict, size: int) -> bool:
    """Prints a line for each page; tells whether all met the bar."""
    print(f"\n=== {database}: {BASE:,} → {size:,} comments; load {os.getloadavg()[0]:.1f}")
    ratios = {}
    for name, few in base.items():
        cost = many[name]
        if ":" not in name:
            print(
                f"  {name:<32} {few['ms']:7.1f} → {cost['ms']:7.1f} ms, {cost['queries']} queries"
            )
            continue
        ratio = ratios[name] = cost["ms"] / few["ms"]
        print(
            f"  {name:<32} {few['ms']:7.1f} → {cost['ms']:7.1f} ms {ratio:6.2f} × "
            f"{'met   ' if ratio <= BAR else 'MISSED'} {few['rows']:2} → {cost['rows']:2} rows, "
            f"{cost['queries']:2} queries"
        )
        if ratio > BAR:
            print(f"      {cost['slowest_ms']:.0f} ms: {cost['slowest'][:600]}")
    worst = max(ratios, key=ratios.get)
    most = max(cost["queries"] for name, cost in (base | many).items() if name in ratios)
    print(f"  worst: {worst}, {ratios[worst]:.2f} ×; bar {BAR:.0f}")
    print(f"  most queries: {most}; bar {QUERIES}", flush=True)
    return ratios[worst] <= BAR and most <= QUERIES


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them alone")
    options = parser.parse_args()
    os.environ["LOG_LEVEL"] = "ERROR"
    from tests.__main__ import postgres

    servers: dict[str, str | None] = {"SQLite": None, "PostgreSQL": postgres()}
    if options.database != "sqlite" and not servers["PostgreSQL"]:
        print("No PostgreSQL answers on the local socket or at TEST_DATABASE_URL.")
        del servers["PostgreSQL"]
    with suppress(KeyError):
        del servers[{"sqlite": "PostgreSQL", "postgresql": "SQLite"}[options.database]]
    right = [
        report(name, measured(server, BASE), measured(server, options.size), options.size)
        for name, server in servers.items()
    ]
    return 0 if all(right) else 1


if __name__ == "__main__":
    raise SystemExit(main())
