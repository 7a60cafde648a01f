"""``make test``: the suite on SQLite, and at the same time on PostgreSQL where one answers."""

import os
import subprocess
import sys
import tempfile

import psycopg

SOCKET = "postgres:///postgres?host=/var/run/postgresql"


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


def start(arguments: list[str], database: str, output=None) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *arguments],
        env={**os.environ, "TEST_DATABASE_URL": database},
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )


def main() -> int:
    arguments = sys.argv[1:]
    address = postgres()
    with tempfile.TemporaryFile("w+") as output:
        # What does not depend on the database (browser, house rules) runs once, on SQLite.
        second = address and start([*arguments, "-m", "not any_database"], address, output)
        print("The suite on SQLite", flush=True)
        codes = [start(arguments, "").wait()]
        if second:
            codes.append(second.wait())
            output.seek(0)
            print(f"\nThe suite on PostgreSQL\n{output.read()}", flush=True)
    if not address:
        message = "No PostgreSQL answers on the local socket or at TEST_DATABASE_URL"
        if os.environ.get("CI"):
            print(f"{message}: in CI that is a failure.")
            return 1
        print(f"{message}; install it (Debian: postgresql) to run the suite on it as well.")
    # 5: nothing was collected, which a choice of tests may mean on one of the two.
    return max(code for code in codes if code != 5) if set(codes) != {5} else 5


if __name__ == "__main__":
    sys.exit(main())
