"""``python -m bench.outage``: readers go on reading while PostgreSQL or Redis is away for ten seconds.

A site on a PostgreSQL cluster and a Redis of its own, two processes, under load: kept pages, pages that
are not kept, and comments. First PostgreSQL stops for ten seconds, then Redis. The bars: kept pages are
answered with 200 all the time; everything else is answered properly, or with a 503 page that says when
to come back; the site recovers by itself; each comment that was answered is stored.
"""

import argparse
import http.client
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.redis_server import RedisServer

from .clients import READING_SECONDS, Browser, Letter
from .scratch import Site, free_port, scratch_site

SECONDS, LETTERS, RECOVERY_SECONDS = 10, 300, 3
NO_LIMITS = {
    "COMMENT_LIMITS": "network=1000000,address=1000000,page=1000000",
    "SEARCH_LIMITS": "results=1000000",
}


class Cluster:
    """A PostgreSQL of its own, which can be stopped. It does not run as root, so another user has it."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.data = folder / "data"
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.programs = found[-1] if found else Path(shutil.which("pg_ctl") or "/").parent
        shutil.chown(folder, "postgres")
        self._run("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8")

    @property
    def address(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -k {self.folder} -c fsync=off -c listen_addresses=127.0.0.1"
        self._run(
            "pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start"
        )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def _run(self, program: str, *options) -> None:
        command = ["runuser", "-u", "postgres", "--", str(self.programs / program)]
        subprocess.run([*command, *map(str, options)], check=True, stdout=subprocess.DEVNULL)


class Load:
    """Readers of each kind, and what they were answered in each phase."""

    def __init__(self, site: Site, page: int, kept: list[str], parents: list[int]):
        self.site, self.page, self.kept, self.parents = site, page, kept, parents
        self.port = site.port
        self.phase, self.over = "before", False
        self.answers: dict[str, Counter] = {}
        self.letters: list[Letter] = []
        self.slowest: Counter = Counter()

    def count(self, kind: str, how: str, begun: float) -> None:
        self.answers.setdefault(f"{self.phase}, {kind}", Counter())[how] += 1
        spent = time.monotonic() - begun
        key = f"{self.phase}, {kind}"
        self.slowest[key] = max(self.slowest[key], spent)

    def read(self, kind: str, addresses: list[str], cookie: str = "") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        number = 0
        while not self.over:
            number += 1
            begun = time.monotonic()
            try:
                headers = {"Host": f"127.0.0.1:{self.site.port}"}  # also behind nginx
                headers |= {"Cookie": cookie} if cookie else {}
                connection.request("GET", addresses[number % len(addresses)], headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                how = str(answer.status)
                if answer.status == 503:
                    proper = answer.headers["Retry-After"] and b"One moment, please" in body
                    how = "503 with Retry-After" if proper else "503 without"
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                how = type(error).__name__
            self.count(kind, how, begun)
            time.sleep(0.02)

    def write(self, browsers: list[tuple[Browser, Letter]]) -> None:
        for browser, letter in browsers:
            if self.over:
                return
            begun = time.monotonic()
            browser.send(self.page, letter)
            browser.connection.close()
            self.count("comment", "taken" if letter.comment else str(letter.status), begun)
            self.letters.append(letter)
            time.sleep(0.1)


def run(seconds: float) -> list[str]:
    folder, redis = Path(tempfile.mkdtemp(prefix="why-cluster-")), RedisServer()
    cluster = Cluster(folder)
    cluster.start()
    redis.start()
    address = redis.address.replace("redis://", "rediscache://")
    try:
        with scratch_site(DATABASE_URL=cluster.address, CACHE_URL=address, **NO_LIMITS) as site:
            return under_load(site, cluster, redis, seconds)
    finally:
        redis.stop()
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def under_load(site: Site, cluster: Cluster, redis: RedisServer, seconds: float) -> list[str]:
    made = site.ask("make", 3)
    page = made["page"]
    site.run("manage.py", "collectstatic", "--noinput", "-v0")
    site.start("web")
    load = Load(site, page, [], made["parents"])
    forms = []
    for number in range(LETTERS):
        browser, letter = (
            Browser(site.port, number % 50),
            Letter(f"letter {number}", made["parents"][0]),
        )
        browser.fill_in(page, letter)
        browser.connection.close()
        forms.append((browser, letter))
    time.sleep(READING_SECONDS)
    kept = ["/", "/feed/", "/history/"]
    readers = [("kept page", kept, "")] * 3 + [
        ("other page", ["/search/?q=why", "/"], "sessionid=x")
    ]
    threads = [threading.Thread(target=load.read, args=reader) for reader in readers]
    threads += [threading.Thread(target=load.write, args=[forms[place::2]]) for place in range(2)]
    for address in kept * 8:  # both processes have them
        http_get(site.port, address)
    for thread in threads:
        thread.start()
    phases = [("PostgreSQL away", cluster), ("Redis away", redis)]
    time.sleep(seconds / 4)
    for phase, server in phases:
        load.phase = phase
        server.stop()
        time.sleep(seconds)
        load.phase = f"{phase}, coming back"
        server.start()
        time.sleep(RECOVERY_SECONDS)
        load.phase = f"after {phase}"
        time.sleep(seconds / 2)
    load.over = True
    for thread in threads:
        thread.join()
    site.stop("web")
    return judged(load, {row["pk"] for row in site.ask("look", page)["comments"]})


def http_get(port: int, address: str, host: str = "") -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", address, headers={"Host": host} if host else {})
    connection.getresponse().read()
    connection.close()


def judged(load: Load, stored: set[int]) -> list[str]:
    """What is not as it should be."""
    problems = []
    for key, counted in load.answers.items():
        print(f"  {key}: {dict(counted)}, slowest {load.slowest[key]:.2f} s")
        good = {"200", "taken"}
        if "away" in key and "after" not in key and "kept page" not in key:
            good |= {"503 with Retry-After", "503"}
        if wrong := {how: number for how, number in counted.items() if how not in good}:
            problems.append(f"{key}: {wrong}")
    answered = [letter for letter in load.letters if letter.comment]
    lost = [letter.words for letter in answered if letter.comment not in stored]
    print(f"  {len(answered)} comments were answered, {len(lost)} are lost")
    return problems + [f"lost: {words}" for words in lost]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=SECONDS)
    problems = run(parser.parse_args().seconds)
    for problem in problems:
        print(f"  WRONG: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
