"""``make test``: the suite on SQLite, on PostgreSQL with Redis and in the browser, all at once.

Each is a run of pytest. What the browser sees takes longest and is waited for: it goes first where
processors are scarce. So no core is idle while there is something left to test.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import redis

SOCKET = "postgres:///postgres?host=/var/run/postgresql"
REDIS = "redis://127.0.0.1:6379/9"
#: pytest's exit code where nothing was collected: a choice of tests may leave a run without any.
NOTHING = 5
TELL_SECONDS = 30
#: Of the run on SQLite. The other two have one each.
PROCESSES = max(2, (os.cpu_count() or 2) // 2)


def postgres() -> str | None:
    """The address of a PostgreSQL that answers, or None."""
    for address in (os.environ.get("TEST_DATABASE_URL"), SOCKET):
        if address and address.startswith("postgres"):
            try:
                psycopg.connect(address, connect_timeout=3).close()
            except psycopg.OperationalError:
                continue
            return address
    return None


def redis_answers() -> bool:
    try:
        return redis.from_url(REDIS, socket_connect_timeout=3).ping()
    except redis.ConnectionError:
        return False


def lacking(address: str | None, has_redis: bool) -> list[str]:
    """What of the servers does not answer, and what to install."""
    lines = []
    if not address:
        lines.append(
            "No PostgreSQL answers on the local socket or at TEST_DATABASE_URL (postgresql)"
        )
    if not has_redis:
        lines.append("No Redis answers on 127.0.0.1:6379 (redis-server)")
    return lines


@dataclass
class Run:
    """One run of pytest."""

    name: str
    marks: str
    database: str = ""
    cache: str = ""
    #: How far it stands back for others.
    niceness: int = 5
    options: tuple[str, ...] = ()

    def start(self, arguments: list[str]) -> None:
        self.output = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *self.options, *arguments, "-m", self.marks],
            env={
                **os.environ,
                "TEST_DATABASE_URL": self.database,
                "TEST_CACHE_URL": self.cache,
                # Tests start a hundred processes, which need not compile the same code each.
                "PYTHONDONTWRITEBYTECODE": "",
            },
            stdout=self.output,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.nice(self.niceness),
        )

    def report(self) -> str:
        """Everything that the run has said."""
        self.output.seek(0)
        return self.output.read()

    def progress(self) -> str:
        """How many of its tests are done, as pytest says at each line's end."""
        return (re.findall(r"\[ *(\d+%)\]", self.report()) or ["0%"])[-1]

    def counts(self) -> Counter:
        """How many tests passed, failed and so on, from the last line of the report."""
        last = self.report().rstrip().rpartition("\n")[2]
        kinds = "passed|failed|skipped|xfailed|xpassed|errors?"
        found = re.findall(rf"(\d+) ({kinds})\b", last)
        return Counter({kind.rstrip("s"): int(number) for number, kind in found})


def runs(address: str | None, has_redis: bool) -> list[Run]:
    every = [
        # Each process has a site of its own, which the tests of a file share.
        Run("In the browser", "browser", niceness=0, options=("-n", "2", "--dist", "loadfile")),
        Run("On SQLite", "not browser", options=("-n", str(PROCESSES), "--dist", "worksteal")),
    ]
    if address:
        # What does not depend on the database runs on SQLite alone.
        cache = REDIS if has_redis else ""
        # One process, which would be the last one at work if it stood back.
        every.append(Run("On PostgreSQL", "not browser and both_databases", address, cache, 0))
    return every


def as_they_end(running: list[Run]) -> Iterator[Run]:
    """The runs in the order in which they end; says now and then how far the others are."""
    running, due = list(running), time.monotonic() + TELL_SECONDS
    while running:
        time.sleep(0.2)
        ended = next((run for run in running if run.process.poll() is not None), None)
        if ended:
            running.remove(ended)
            yield ended
        elif time.monotonic() > due:
            due += TELL_SECONDS
            print(" · ".join(f"{run.name.lower()} {run.progress()}" for run in running), flush=True)


def told(counts: Counter) -> str:
    kinds = ("failed", "error", "passed", "skipped", "xfailed", "xpassed")
    return ", ".join(f"{counts[kind]} {kind}" for kind in kinds if counts[kind]) or "no tests"


def main() -> int:
    arguments = sys.argv[1:]
    begun = time.monotonic()
    address, has_redis = postgres(), redis_answers()
    missing = lacking(address, has_redis)
    if missing and os.environ.get("CI"):
        print("\n".join(missing) + "\nIn CI that is a failure.")
        return 1
    if not any("randomly" in argument for argument in arguments):
        seed = random.randrange(2**32)
        arguments.append(f"--randomly-seed={seed}")
        print(f"The order is random; this one again: make test ARGS=--randomly-seed={seed}")
    every = runs(address, has_redis)
    print(f"{len(every)} runs at once; each is shown when it ends.", flush=True)
    for run in every:
        run.start(arguments)
    try:
        for run in as_they_end(every):
            print(f"\n{run.name}\n{run.report()}", flush=True)
    except KeyboardInterrupt:
        for run in every:
            run.process.wait()
    total = sum((run.counts() for run in every), Counter())
    for run in every:
        print(f"{run.name}: {told(run.counts())}")
    print(f"=== {told(total)} in {time.monotonic() - begun:.0f} s ===")
    if missing:
        print("\n".join(missing) + "\nInstall what is named (Debian) to run the whole suite.")
    codes = [run.process.returncode for run in every]
    return max((code for code in codes if code != NOTHING), key=abs, default=NOTHING)


if __name__ == "__main__":
    sys.exit(main())
