"""``make bench-scale``: a site of ten years (``bench/scale_plant.py``) beside the small demo.

On SQLite and PostgreSQL, with and without the statistics that ``ANALYZE`` gathers. First every page,
public and of the admin: it takes as many queries, three times the CPU at most, and has two megabytes at
most. A site of a twentieth is measured beside them, because many lists of the demo are not a page long:
a page that costs as much there pays for its rows and not for the site. Exports have all rows, and count
in bytes and CPU for nothing. Then what reaches over the whole tree, while somebody else writes: see
``bench/scale_changes.py``.
"""

import argparse
import json
import os
import time
from contextlib import suppress

from .scratch import Site, scratch_site

GROWTH, MAX_BYTES = 3.0, 2_000_000
#: The large site beside one of a twentieth: figures of one machine waver by so much.
LEVEL = 1.5
PART = "20"
#: Seconds until a change is answered, and that somebody else waits to write.
ANSWERED, WAIT = 2.0, 1.0
#: What is done every day, beside the demo.
DAILY = 1.3
#: Below this a page is no cost: ratios of fractions of a millisecond say nothing.
NOTHING_MS = 5.0


def lines(said: str) -> list[dict]:
    return [json.loads(line) for line in said.splitlines() if line.startswith("{")]


def pages(site: Site) -> dict[str, dict]:
    """What each page costs, by its name."""
    said = lines(site.run("-m", "bench.scale_pages"))
    return {line["name"]: line for line in said if "name" in line}


def compare(title: str, demo: dict, part: dict, large: dict) -> bool:
    """Prints the pages that miss a bar, and how many meet all; tells whether all do."""
    met, rows, missed, not_pages = 0, [], [], 0
    for name, many in large.items():
        few, some = demo.get(name), part.get(name)
        if many["status"] >= 500:
            missed.append((name, f"status {many['status']}"))
        elif not few or not some or {many["status"], few["status"], some["status"]} != {200}:
            not_pages += 1
        elif not (faults := _faults(few, many)):
            met += 1
        elif _faults(some, many, LEVEL):
            missed.append((name, faults))
        else:
            rows.append((name, faults))
    print(f"\n=== {title}: of {len(large) - not_pages} pages {met} meet the bars beside the demo")
    print(f"  {len(rows)} more cost what they cost with a twentieth of the rows:")
    for name, faults in rows:
        print(f"    {name}: {faults}")
    print(f"  {len(missed)} do not:")
    for name, faults in missed:
        print(
            f"    {name}: {faults}; a twentieth {part[name]['ms']:.0f} ms, {part[name]['queries']}"
        )
    print(end="", flush=True)
    return not missed


def _faults(few: dict, many: dict, growth: float = GROWTH) -> str:
    found, is_export = [], "export=" in many["address"]
    if many["queries"] > few["queries"]:
        found.append(f"{few['queries']} → {many['queries']} queries")
    if many["ms"] > max(growth * few["ms"], NOTHING_MS) and not is_export:
        found.append(f"{few['ms']:.0f} → {many['ms']:.0f} ms of CPU ({many['slowest'][:120]})")
    if many["bytes"] > MAX_BYTES and not is_export:
        found.append(f"{many['bytes'] / 1e6:.1f} MB")
    return "; ".join(found)


def daily(site: Site) -> dict[str, dict]:
    """What each piece of daily work costs, by its name."""
    return {line["name"]: line for line in lines(site.run("-m", "bench.scale_daily"))}


def compare_daily(small: dict[str, dict], large: dict[str, dict]) -> bool:
    right = True
    for name, many in large.items():
        few = small[name]
        growth = max(many["queries"] / few["queries"], many["ms"] / few["ms"])
        right &= growth <= DAILY
        print(
            f"  {name:<10} {few['queries']} → {many['queries']} queries, {few['ms']:.0f} → "
            f"{many['ms']:.0f} ms of CPU: {'met' if growth <= DAILY else 'MISSED'}",
            flush=True,
        )
    return right


def measure(server: str | None, name: str) -> bool:
    with scratch_site(server) as site:
        site.run("manage.py", "prepare", "--demo")
        demo, small = pages(site), daily(site)
        site.run("-m", "bench.scale_plant", PART)
        part = pages(site)
    with scratch_site(server) as site:
        site.run("manage.py", "prepare", "--demo")
        begun = time.perf_counter()
        site.run("-m", "bench.scale_plant")
        print(f"\n{name}: planted in {time.perf_counter() - begun:.0f} s", flush=True)
        right = compare(f"{name}, without statistics", demo, part, pages(site))
        site.run("-m", "bench.scale_plant", "analyze")
        right &= compare(f"{name}, with statistics", demo, part, pages(site))
        right &= compare_daily(small, daily(site))
        return changes(site) and right


def changes(site: Site) -> bool:
    """Makes the changes that reach over the whole tree; prints what each cost."""
    right = True
    for change in lines(site.run("-m", "bench.scale_changes")):
        met = change["writer"]
        good = (
            change["answered"] <= ANSWERED
            and met["longest"] <= WAIT
            and not (met["errors"] or change["lost"] or change["wrong documents"])
        )
        right &= good
        print(
            f"  {change['change']:<18} {'met   ' if good else 'MISSED'} answered in "
            f"{change['answered']:.1f} s ({change['queries']} queries), finished in "
            f"{change['finished']:.0f} s; the writer waited {met['longest']:.2f} s at most, "
            f"{len(met['errors'])} errors of {met['writes']}; {len(change['lost'])} addresses lost, "
            f"{change['wrong documents']} documents wrong",
            flush=True,
        )
    return right


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them alone")
    options = parser.parse_args()
    os.environ["LOG_LEVEL"] = "ERROR"
    from tests.__main__ import postgres

    servers: dict[str, str | None] = {"SQLite": None, "PostgreSQL": postgres()}
    right = True
    for name, server in servers.items():
        if options.database in (None, name.lower()) and (server or name == "SQLite"):
            right &= measure(server, name)
    print(f"\nLoad {os.getloadavg()[0]:.1f}")
    return 0 if right else 1


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        raise SystemExit(main())
