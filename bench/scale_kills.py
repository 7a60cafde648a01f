"""``python -m bench.scale_kills``: changes of many pages, broken off by ``kill -9`` at random moments.

A change is begun as the admin begins it, in a process of its own, while a worker runs. Both are
killed at once. A new worker goes on: afterwards every old address must lead to its page, and the search must know
of each page what an index that is built anew knows. Each round begins with the same small site.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from .scale import lines
from .scratch import ROOT, Site, scratch_site

#: A fiftieth of the large site has some 120 articles in its largest topic.
PART, ROUNDS = "50", 20
CHANGES = ["rename", "move", "restrict", "delete an author", "unpublish", "copy", "delete"]
#: The worker's sweep takes up after two minutes what a killed worker left.
LONGEST = 12.0


def broken_off(site: Site, name: str, after: float) -> dict:
    addresses = lines(site.run("-m", "bench.scale_changes", "ready"))[0]["addresses"]
    site.start("worker")
    making = subprocess.Popen(
        [sys.executable, "-m", "bench.scale_changes", "make", name],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert making.stdout
    making.stdout.readline()  # it is about to begin
    time.sleep(after)
    making.kill()
    making.wait()
    site.kill("worker")
    site.start("worker")
    found = lines(site.run("-m", "bench.scale_changes", "check", name, *addresses))[0]
    site.stop("worker")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--changes", nargs="*", default=CHANGES)
    options = parser.parse_args()
    rng, wrong = random.Random(11), 0
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "site.sqlite3"
        with scratch_site() as site:
            site.run("manage.py", "prepare", "--demo")
            site.run("-m", "bench.scale_plant", PART)
            shutil.copyfile(site.folder / "site.sqlite3", template)
        for name in options.changes:
            for number in range(options.rounds):
                after = rng.random() ** 2 * LONGEST
                with scratch_site(template=template) as site:
                    site.run("manage.py", "prepare")
                    found = broken_off(site, name, after)
                bad = found["lost"] or found["wrong documents"]
                wrong += bool(bad)
                said = json.dumps(found) if bad else "right"
                print(f"  {name} {number + 1}, killed after {after:.2f} s: {said}", flush=True)
    print(f"  {wrong} rounds went wrong")
    return bool(wrong)


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        raise SystemExit(main())
