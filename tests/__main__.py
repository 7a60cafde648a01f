"""``make test``: the suite on SQLite, and at the same time on PostgreSQL with Redis."""

import os
import subprocess
import sys
import tempfile

import psycopg
import redis

SOCKET = "postgres:///postgres?host=/var/run/postgresql"
REDIS = "redis://127.0.0.1:6379/9"


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


def start(arguments: list[str], database: str, cache: str, output=None) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        env={**os.environ, "TEST_DATABASE_URL": database, "TEST_CACHE_URL": cache},
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )


def lacking(address: str | None, has_redis: bool) -> list[str]:
    """What of the second run's servers does not answer, and what to install."""
    lines = []
    if not address:
        lines.append(
            "No PostgreSQL answers on the local socket or at TEST_DATABASE_URL (postgresql)"
        )
    if not has_redis:
        lines.append("No Redis answers on 127.0.0.1:6379 (redis-server)")
    return lines


def main() -> int:
    arguments = sys.argv[1:]
    address, has_redis = postgres(), redis_answers()
    missing = lacking(address, has_redis)
    if missing and os.environ.get("CI"):
        print("\n".join(missing) + "\nIn CI that is a failure.")
        return 1
    with tempfile.TemporaryFile("w+") as output:
        # Two at a time, which together take about as long as each other: the browser, and beside it
        # all else on either database. What does not depend on the database runs once, on SQLite.
        watching = start([*arguments, "-m", "browser"], "", "", output)
        print("The suite on SQLite", flush=True)
        codes = [start([*arguments, "-m", "not browser"], "", "").wait()]
        if address:
            print("\nThe suite on PostgreSQL", flush=True)
            chosen = [*arguments, "-m", "not browser and not any_database"]
            codes.append(start(chosen, address, REDIS if has_redis else "").wait())
        codes.append(watching.wait())
        output.seek(0)
        print(f"\nIn the browser\n{output.read()}", flush=True)
    if missing:
        print("\n".join(missing) + "\nInstall what is named (Debian) to run the whole suite.")
    # 5: nothing was collected, which a choice of tests may mean on one of the two.
    return max((code for code in codes if code != 5), default=5)


if __name__ == "__main__":
    sys.exit(main())
