"""``make serve``: prepares the site, then runs gunicorn and the worker until Ctrl-C.

It imports neither Django nor Wagtail, so that a second start takes no longer than gunicorn's.
"""

import fcntl
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from . import web

ROOT = Path(__file__).resolve().parents[1]
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
HOST = os.environ.get("HOST") or "127.0.0.1"
PORT = 0 if web.problem() else web.number("PORT")
MANAGE = [sys.executable, str(ROOT / "manage.py")]
PREPARED = DATA_DIR / "prepared"
SIGN_INS = DATA_DIR / "demo-sign-ins.txt"
WORKER_PAUSE_SECONDS = 5
STOP_SECONDS = 25


def say(message: str = "") -> None:
    print(message, flush=True)


def fingerprint() -> str:
    """A hash of everything that a preparation depends on: packages, migrations, files, database."""
    digest = hashlib.sha256(
        "\n".join(
            [
                os.environ.get(name, "")
                for name in ("DATABASE_URL", "STATIC_ROOT", "DJANGO_SETTINGS_MODULE")
            ]
        ).encode()
    )
    files = [
        ROOT / "requirements.txt",
        *sorted(ROOT.glob("*/migrations/*.py")),
        *sorted(path for path in (ROOT / "static").rglob("*") if path.is_file()),
    ]
    for path in files:
        state = path.stat()
        digest.update(f"{path.relative_to(ROOT)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_prepared() -> bool:
    """Whether the site is prepared. A site with a database elsewhere is always prepared again."""
    return (
        "DATABASE_URL" not in os.environ
        and (DATA_DIR / "site.sqlite3").exists()
        and PREPARED.exists()
        and PREPARED.read_text() == fingerprint()
    )


def prepare(static: bool) -> None:
    """Runs ``manage.py prepare``; demo content only on the very first start."""
    say("Preparing the site" + ("." if PREPARED.exists() else " for the first time."))
    command = [*MANAGE, "prepare"]
    if not PREPARED.exists():
        command.append("--demo")
    if not static:
        command.append("--no-static")
    done = subprocess.run(command, cwd=ROOT)
    if done.returncode:
        raise SystemExit(done.returncode)
    if static:
        PREPARED.write_text(fingerprint())


def hold_data_dir():
    """Makes the data directory, and locks it for this process while it runs."""
    try:
        DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (DATA_DIR / "lock").open("w")
    except OSError as error:
        raise SystemExit(
            f"The data directory {DATA_DIR} cannot be used: {error.strerror}."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise SystemExit(
            f"Another site is running on the data directory {DATA_DIR}.\n"
            "Stop it first, or choose another directory: DATA_DIR=other make serve"
        ) from error
    return lock


def check_port() -> None:
    """Ends with a clear message if the port is taken, or a number is none."""
    if said := web.problem():
        raise SystemExit(said)
    family = socket.AF_INET6 if ":" in HOST else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, PORT))
        except OSError as error:
            raise SystemExit(
                f"The site cannot be served on {HOST}:{PORT}: {error.strerror}.\n"
                f"Choose another port: PORT={PORT + 1} make serve"
            ) from error


def address() -> str:
    host = "127.0.0.1" if HOST in ("0.0.0.0", "::") else HOST
    return f"http://{f'[{host}]' if ':' in host else host}:{PORT}/"


def announce() -> None:
    """Prints the address of the site and the accounts that can sign in."""
    say(f"\n  Site   {address()}\n  Admin  {address()}admin/\n")
    if SIGN_INS.exists():
        say("  Demo sign-ins, made for this installation:")
        say("".join(f"    {line}\n" for line in SIGN_INS.read_text().splitlines()))
    say("  Ctrl-C stops it.\n")


def answers() -> bool:
    host = "127.0.0.1" if HOST == "0.0.0.0" else "::1" if HOST == "::" else HOST
    try:
        with socket.create_connection((host, PORT), timeout=1):
            return True
    except OSError:
        return False


class Processes:
    """The server and the worker, which start and stop together."""

    def __init__(self, server: list[str], worker: list[str]):
        self.commands = {"server": server, "worker": worker}
        self.running: dict[str, subprocess.Popen] = {}
        self.stopping = False

    def start(self, name: str) -> None:
        # In a session of its own it gets a Ctrl-C once, through this process.
        self.running[name] = subprocess.Popen(self.commands[name], cwd=ROOT, start_new_session=True)

    def stop(self, *_) -> None:
        self.stopping = True

    def run(self) -> int:
        """Runs until a signal or the server's end, and returns the exit code."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self.stop)
        self.start("server")
        announced, worker_due = False, 0.0
        code = 0
        while not self.stopping:
            if (ended := self.running["server"].poll()) is not None:
                say(f"The server ended with code {ended}.")
                code = ended or 1
                break
            if not announced:
                announced = answers()
                if announced:
                    announce()
            elif "worker" not in self.running:
                if time.monotonic() >= worker_due:
                    self.start("worker")
            elif (ended := self.running["worker"].poll()) is not None:
                say(f"The worker ended with code {ended}; it is started again.")
                del self.running["worker"]
                worker_due = time.monotonic() + WORKER_PAUSE_SECONDS
            time.sleep(0.3 if announced else 0.02)
        self.end()
        return code

    def end(self) -> None:
        """Asks both to finish their work, and kills the one that does not."""
        say("\nStopping …")
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        say("Stopped.")


def main() -> int:
    dev = "--dev" in sys.argv[1:]
    os.environ["DATA_DIR"], os.environ["HOST"], os.environ["PORT"] = str(DATA_DIR), HOST, str(PORT)
    os.environ.setdefault(
        "DJANGO_SETTINGS_MODULE", f"config.settings.{'dev' if dev else 'embedded'}"
    )
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("LOG_FORMAT", "text")  # somebody reads it
    os.umask(0o077)  # for the server and the worker too: other users of the machine read nothing
    check_port()
    lock = hold_data_dir()  # noqa: F841  released when this process ends
    if dev or not is_prepared():
        prepare(static=not dev)
    server = (
        [*MANAGE, "runserver", f"{HOST}:{PORT}"]
        if dev
        else [sys.executable, "-m", "operations.web"]
    )
    return Processes(server, [*MANAGE, "worker"]).run()


if __name__ == "__main__":
    sys.exit(main())
