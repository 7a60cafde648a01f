"""``python -m bench.dropping``: how much a change drops, and how often a dropped page is built.

(a) 1,000 articles with their lists are kept. An approved comment drops 5 of the pages at most, a
    published article 30.
(b) 64 clients ask for a page at once that was just dropped, 1,000 times: each process builds it once,
    and two processes with Redis between them build it once together.
"""

import argparse
import http.client
import json
import sys
import threading
import time
from collections import Counter

from .freshness import ENVIRONMENT, HOST
from .scratch import Site, scratch_site

ARTICLES, CLIENTS, ROUNDS = 1_000, 64, 1_000
MOST_FOR_A_COMMENT, MOST_FOR_AN_ARTICLE = 5, 30
#: Every process has read what was dropped after this time.
READ_SECONDS = 0.3


def get(port: int, address: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers={"Host": HOST})
    connection.getresponse().read()
    connection.close()


def crowd(ports: list[int], address: str, rounds: int, drop) -> Counter:
    """How the answers came about, in all rounds."""
    tallies, builds = Counter(), Counter()
    ready = threading.Barrier(CLIENTS + 1)
    done = threading.Barrier(CLIENTS + 1)

    def client(number: int) -> None:
        port = ports[number % len(ports)]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            ready.wait()
            if not more:
                return
            try:
                connection.request("GET", address, headers={"Host": HOST})
                answer = connection.getresponse()
                answer.read()
                how = answer.headers["X-Cache"] if answer.status == 200 else str(answer.status)
            except (OSError, http.client.HTTPException):
                connection.close()
                how = "broken"
            hows.append((port, how))
            done.wait()

    for port in ports * 2:  # the first page of a new site stores its settings
        get(port, address)
    more, hows = True, []
    for number in range(CLIENTS):
        threading.Thread(target=client, args=[number], daemon=True).start()
    for _ in range(rounds):
        hows.clear()
        drop()
        time.sleep(READ_SECONDS)
        ready.wait()
        done.wait()
        tallies.update(how for _, how in hows)
        builds[sum(how == "MISS" for _, how in hows)] += 1
    more = False
    ready.wait()
    print(f"  answers {dict(tallies)}; builds in a round: {dict(builds)}", flush=True)
    return builds


def builds(server: str | None, redis: str, rounds: int) -> bool:
    cache = {"CACHE_URL": redis} if redis else {}
    with scratch_site(server, **ENVIRONMENT, **cache) as a:
        made = json.loads(a.run("-m", "bench.dropping_inside", "make"))
        b = Site(a.folder, {})
        b.environment = a.environment | {"PORT": str(b.port)}
        dropper = a.talk("-m", "bench.dropping_inside", "drop", made["address"])

        def drop() -> None:
            dropper.stdin.write("\n")
            dropper.stdin.flush()
            dropper.stdout.readline()

        try:
            for site in (a, b):
                site.start("web")
            print(f"  one process, {CLIENTS} clients", flush=True)
            right = set(crowd([a.port], made["address"], rounds, drop)) == {1}
            if redis:
                print(f"  two processes with Redis, {CLIENTS} clients", flush=True)
                found = crowd([a.port, b.port], made["address"], rounds, drop)
                right = right and set(found) == {1}
        finally:
            dropper.kill()
            dropper.wait()
            if "web" in b.processes:
                b.stop("web")
    return right


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--redis", default="rediscache://127.0.0.1:6379/15", help="its address")
    options = parser.parse_args()
    from tests.__main__ import postgres

    with scratch_site(**ENVIRONMENT) as site:
        found = json.loads(site.run("-m", "bench.dropping_inside", "count", str(options.articles)))
    print(
        f"{options.articles} articles, {found['kept']} pages kept; {found['dropped']}", flush=True
    )
    right = found["dropped"]["comment"] <= MOST_FOR_A_COMMENT
    right = found["dropped"]["article"] <= MOST_FOR_AN_ARTICLE and right
    print("SQLite, without Redis:")
    right = builds(None, "", options.rounds) and right
    print("PostgreSQL, with Redis:")
    right = builds(postgres(), options.redis, options.rounds) and right
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
