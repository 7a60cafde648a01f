"""``python -m bench.freshness``: whether a page is ever older than a second on another process.

Two gunicorns, A and B, serve one database. A third process makes random changes through A: with the
admin's forms and the readers', or with the same models in a process of its own that stands for A. In a
third of the rounds A's process is killed (``kill -9``) right after its answer. Then B, which had the
pages in its cache, is asked for those that the change concerns and for some others. Each must be the
page that the third process builds without any cache.

The bar: 1,000 rounds on SQLite without Redis, and 1,000 on PostgreSQL with Redis between A and B; no
page is older than one second.
"""

import argparse
import json
import random
import subprocess
import sys

from .scratch import ROOT, Site, scratch_site

ROUNDS = 1_000
HOST = "why.example"
ENVIRONMENT = {
    "ALLOWED_HOSTS": f"{HOST},127.0.0.1",
    "SITE_URL": f"http://{HOST}",
    "WEB_CONCURRENCY": "1",
    "COMMENT_LIMITS": "network=1000000,address=1000000,page=1000000,votes=1000000",
    "SEARCH_LIMITS": "results=1000000,suggestions=1000000",
}


def run(server: str | None, redis: str, rounds: int, seed: int) -> bool:
    """The rounds on one database; whether every page was right."""
    cache = {"CACHE_URL": redis} if redis else {}
    with scratch_site(server, **ENVIRONMENT, **cache) as a:
        a.run("-m", "bench.freshness_inside", "make")
        a.start("web")
        b = Site(a.folder, {})
        b.environment = a.environment | {"PORT": str(b.port)}
        try:
            b.start("web")
            master = a.processes["web"].pid
            asked = [sys.executable, "-m", "bench.freshness_inside"]
            asked += map(str, (a.port, master, b.port, rounds, seed))
            with subprocess.Popen(
                asked, cwd=ROOT, env=a.environment, stdout=subprocess.PIPE, text=True
            ) as process:
                last = ""
                for line in process.stdout:
                    print(last, end="", flush=True)
                    last = line
            if process.returncode:
                print(f"{last}The third process ended with {process.returncode}.")
                return False
        finally:
            if "web" in b.processes:
                b.stop("web")
    tallies, kinds, problems = json.loads(last)
    print(f"  {tallies}\n  {kinds}")
    for problem in problems:
        print(f"  WRONG: {problem}")
    return not problems and not tallies.get("failed")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them alone")
    parser.add_argument("--redis", default="rediscache://127.0.0.1:6379/15", help="its address")
    options = parser.parse_args()
    from tests.__main__ import postgres

    print(f"Seed {options.seed}")
    right = True
    if options.database != "postgresql":
        print("SQLite, without Redis:", flush=True)
        right = run(None, "", options.rounds, options.seed)
    if options.database != "sqlite":
        print("PostgreSQL, with Redis:", flush=True)
        right = run(postgres(), options.redis, options.rounds, options.seed) and right
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
