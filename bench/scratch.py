"""A scratch site that a harness may maltreat: a folder, a database and a port of its own.

Its processes go by name (``web``, ``worker``): each can be started, killed and started again beside
the other. Nothing here imports Django, so a test with settings of its own can use it as well.
"""

import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS, STOP_SECONDS = 60, 30
GUNICORN = str(Path(sys.executable).with_name("gunicorn"))
COMMANDS = {
    "web": [GUNICORN],
    "worker": [sys.executable, "manage.py", "worker"],
}
#: What another site's settings in the environment start with: none of it is ours.
FOREIGN = ("ALLOWED_", "CACHE_", "DATABASE_", "DJANGO_", "EMAIL_", "HOST", "HTTPS", "MEDIA_")
FOREIGN += ("PORT", "SECRET_", "SITE_", "STATIC_", "TEST_", "WEB_")


def free_port() -> int:
    """A port that no connection of another program takes while a server is away to be started again.

    Below 32768: the system gives those above to whoever connects.
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def postgres_database(server: str, template: str | None = None):
    """A new database on the server, and its address; it is dropped in the end."""
    name = f"why_scratch_{uuid4().hex[:12]}"
    path, mark, options = server.partition("?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE {name} TEMPLATE "{template or "template1"}"')
    try:
        yield f"{path.rpartition('/')[0]}/{name}{mark}{options}"
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def redis_server():
    """A Redis of one's own that keeps nothing, and its address for ``CACHE_URL``."""
    port = free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"rediscache://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


@contextmanager
def scratch_site(server: str | None = None, template: Path | str | None = None, **environment: str):
    """A site, still empty, on SQLite or on the PostgreSQL server named; nothing of it is left.

    It begins with a copy of the *template*, a file of SQLite or a database of the server.
    """
    folder = Path(tempfile.mkdtemp(prefix="why-scratch-"))
    try:
        if not server:
            if template:
                shutil.copyfile(template, folder / "site.sqlite3")
            with _running(Site(folder, environment)) as site:
                yield site
        else:
            with (
                postgres_database(server, template) as address,
                _running(Site(folder, environment | {"DATABASE_URL": address})) as site,
            ):
                yield site
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(site: "Site"):
    try:
        yield site
    finally:
        for name in list(site.processes):
            site.stop(name)


class Site:
    """The site, seen from outside: its processes, and questions to its database."""

    def __init__(self, folder: Path, environment: dict[str, str]):
        self.folder, self.port = folder, free_port()
        kept = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
        self.environment = kept | {
            "DATA_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
            "LOG_FORMAT": "text",
            "LOG_LEVEL": "WARNING",
            "PORT": str(self.port),
            "PYTHONPATH": "site",
            **environment,
        }
        self.processes: dict[str, subprocess.Popen] = {}

    def run(self, *command: str) -> str:
        """Runs a Python command with the site's environment, and returns what it printed."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def talk(self, *command: str) -> subprocess.Popen:
        """Starts a Python command with the site's environment, which answers line by line."""
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *question) -> dict:
        """What ``bench/inside.py`` answers."""
        return json.loads(self.run("-m", "bench.inside", *map(str, question)))

    def log(self, name: str) -> str:
        """What the process, and those of its name before it, have said."""
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self, name: str, *arguments: str) -> None:
        """Starts a process; ``web`` has answered when this returns."""
        with (self.folder / f"{name}.log").open("a") as log:
            # A session of its own: a Ctrl-C reaches this program alone, which then stops them.
            process = self.processes[name] = subprocess.Popen(
                [*COMMANDS[name], *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while name == "web" and not self._is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"gunicorn does not start:\n{self.log(name)}")
            time.sleep(0.05)

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self, name: str) -> None:
        """Asks a process to end, and makes sure that it and its children are gone."""
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill(self, name: str) -> None:
        """``kill -9``, as a machine does that runs out of memory."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def web_workers(self) -> list[int]:
        """The processes that gunicorn has forked, and nobody else's."""
        master = self.processes["web"].pid
        try:
            return [int(pid) for pid in _children(master).split()]
        except FileNotFoundError as error:
            raise RuntimeError("Only Linux, through /proc, tells gunicorn's workers.") from error

    def kill_the_busiest_web_worker(self) -> None:
        """``kill -9`` of one of gunicorn's workers; gunicorn starts another.

        Connections that are kept alive often gather at one worker: to kill another kills nothing.
        """
        while not (workers := self.web_workers()):
            if self.processes["web"].poll() is not None:
                raise RuntimeError(f"gunicorn itself has ended:\n{self.log('web')}")
            time.sleep(0.005)
        os.kill(max(workers, key=_open_files), signal.SIGKILL)

    def deadlocks(self) -> int:
        """Those that PostgreSQL has had to break; whole once ``web`` has been stopped."""
        address = self.environment.get("DATABASE_URL")
        if not address:
            return 0
        with psycopg.connect(address) as connection:
            return connection.execute(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            ).fetchone()[0]


def _children(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text()


def _open_files(pid: int) -> int:
    """How many files a process has open, its connections among them."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0
