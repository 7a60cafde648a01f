"""``python -m bench.saving``: what it costs to save a draft of 60 sections, beside a stock Wagtail page.

CPU time of the request that saves, in turns of one process each, so that another program on the machine
slows both down. The bars: 1.2 times the stock page, and 25 queries more than with 5 sections.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from .scratch import FOREIGN, ROOT

SECTIONS, FEW = 60, 5
ROUNDS, TIMES = 3, 12
MOST_TIMES, MOST_QUERIES = 1.2, 25


def run(kind: str, sections: int, times: int, environment: dict) -> dict:
    command = [sys.executable, "-m", "bench.saving_inside", kind, str(sections), str(times)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    kept["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'site'}"
    with tempfile.TemporaryDirectory() as folder:
        ours = kept | {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "DATA_DIR": folder}
        stock = kept | {
            "DJANGO_SETTINGS_MODULE": "bench.stock_pages.settings",
            "STOCK_DATABASE": str(Path(folder) / "stock.sqlite3"),
            "STOCK_MEDIA": folder,
        }
        prepare = [sys.executable, "manage.py", "prepare"]
        subprocess.run(prepare, cwd=ROOT, env=ours, check=True, stdout=subprocess.DEVNULL)
        measured: dict[str, list[float]] = {"ours": [], "stock": []}
        queries = {}
        for _round in range(ROUNDS):
            for kind, environment in (("ours", ours), ("stock", stock)):
                found = run(kind, SECTIONS, TIMES, environment)
                measured[kind] += found["milliseconds"]
                queries[kind] = found["queries"]
        few = run("ours", FEW, 1, ours)["queries"]
    middle = {kind: statistics.median(spent) for kind, spent in measured.items()}
    times = middle["ours"] / middle["stock"]
    print(f"Saving a draft of {SECTIONS} sections, median of {ROUNDS * TIMES}, CPU:")
    for kind in ("ours", "stock"):
        print(f"  {kind:6} {middle[kind]:7.1f} ms  {queries[kind]:4} queries")
    print(f"  ours / stock: {times:.2f} (bar {MOST_TIMES})")
    more = queries["ours"] - few
    print(f"  queries beside {FEW} sections: {few}, so {more} more (bar {MOST_QUERIES})")
    if times > MOST_TIMES or more > MOST_QUERIES:
        sys.exit(1)


if __name__ == "__main__":
    main()
