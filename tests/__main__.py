"""``make test``: the suite on SQLite, and on PostgreSQL where one answers."""

import os
import subprocess
import sys

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


def run(arguments: list[str], **environment: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        env={**os.environ, "DATA_DIR": "", **environment},
    ).returncode


def main() -> int:
    arguments = sys.argv[1:]
    print("The suite on SQLite", flush=True)
    code = run(arguments, TEST_DATABASE_URL="")
    if code:
        return code
    address = postgres()
    if address is None:
        message = "No PostgreSQL answers on the local socket or at TEST_DATABASE_URL"
        if os.environ.get("CI"):
            print(f"{message}: in CI that is a failure.")
            return 1
        print(f"{message}; install it (Debian: postgresql) to run the suite on it as well.")
        return 0
    print("\nThe suite on PostgreSQL", flush=True)
    # The browser and the house rules have been seen to; the database makes no difference there.
    chosen = [] if any(argument.startswith("tests") for argument in arguments) else ["tests"]
    return run(
        [*arguments, *chosen, "-m", "not any_database"],
        # The name in a socket address stands in the path; Django wants the host there.
        TEST_DATABASE_URL=address.replace(SOCKET, "postgres://%2Fvar%2Frun%2Fpostgresql/postgres"),
    )


if __name__ == "__main__":
    sys.exit(main())
