"""``python -m bench.upgrading COMMIT``: from that commit to this one by the handbook's commands, while readers read.

systemd's part is played here: a socket that stays open while one server ends and the next one starts.
"""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from .by_the_book import commands
from .scratch import GUNICORN, ROOT, Site, postgres_database

READERS, PAUSE_SECONDS, START_SECONDS = 4, 0.05, 90


class Readers:
    """Ask for pages again and again, some from the cache and some built anew, and note what went wrong."""

    def __init__(self, port: int):
        self.port, self.ends = port, threading.Event()
        self.asked, self.longest, self.lost = 0, 0.0, []
        self.threads = [threading.Thread(target=self._read, args=(n,)) for n in range(READERS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.ends.set()
        for thread in self.threads:
            thread.join()

    def _read(self, number: int) -> None:
        while not self.ends.is_set():
            begun = time.monotonic()
            path = ("/", "/search/?q=why", "/feed/", "/admin/login/")[number % 4]
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                if answer.status not in (200, 429):
                    self.lost.append(f"{path}: {answer.status}")
            except (OSError, http.client.HTTPException) as error:
                self.lost.append(f"{path}: {error!r}")
            finally:
                connection.close()
            self.asked += 1
            self.longest = max(self.longest, time.monotonic() - begun)
            time.sleep(PAUSE_SECONDS)


def serve(site: Site, folder: Path, listening: socket.socket) -> subprocess.Popen:
    """gunicorn of the version in the folder, which gets the socket as systemd hands it over."""

    def hand_over() -> None:
        os.dup2(listening.fileno(), 3)
        os.set_inheritable(3, True)

    own = (folder / "operations/web.py").exists()
    program = f"{sys.executable} -m operations.web" if own else GUNICORN
    log = (site.folder / "web.log").open("a")
    process = subprocess.Popen(
        ["sh", "-c", f"LISTEN_PID=$$ LISTEN_FDS=1 exec {program}"],
        cwd=folder,
        env=site.environment | {"PYTHONPATH": f"{folder}:{folder}/site"},
        preexec_fn=hand_over,
        close_fds=False,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    return process


def end(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait(60)


def manage(site: Site, folder: Path, *words: str, codes=(0,)) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=folder,
        env=site.environment | {"PYTHONPATH": f"{folder}:{folder}/site"},
        capture_output=True,
        text=True,
    )
    if done.returncode not in codes:
        raise SystemExit(f"{words}\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    print(f"  $ manage.py {' '.join(words)}\n{_indented(done.stdout + done.stderr)}", flush=True)
    return done.stdout + done.stderr


def _indented(text: str) -> str:
    return "\n".join(f"    {line[:160]}" for line in text.strip().splitlines()[-14:])


def upgrade(before: Path, address: str | None) -> None:
    folder = Path(tempfile.mkdtemp(prefix="why-upgrade-"))
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    site = Site(folder, {"BACKUP_TO": f"{folder}/backups", "WEB_CONCURRENCY": "2"})
    site.environment["PORT"] = str(listening.getsockname()[1])
    if address:
        site.environment["DATABASE_URL"] = address
    limits = {"SEARCH_LIMITS": "results=1000000"}
    site.environment |= limits
    manage(site, before, "prepare")
    web = serve(site, before, listening)
    try:
        with Readers(listening.getsockname()[1]) as readers:
            time.sleep(5)
            dry, live = (line.split()[2:] for line in commands("Upgrading")[0][:2])
            stops = "have to be stopped" in manage(site, ROOT, *dry)
            if stops:
                manage(site, ROOT, *live, codes=(1,))
                end(web)  # readers wait at the socket
                said = manage(site, ROOT, *live, "--site-is-stopped")
            else:
                said = manage(site, ROOT, *live)
                end(web)
            web = serve(site, ROOT, listening)
            time.sleep(8)
            restarted = (
                f"{readers.asked} requests, {len(readers.lost)} lost, {readers.longest:.1f} s"
            )
        print(f"To the new version ({'stopped' if stops else 'beside it'}): {restarted}")
        print(f"  {readers.lost[:3]}")
        end(web)
        with Readers(listening.getsockname()[1]) as readers:
            if stops:
                words = re.search(r"manage\.py (restore .*?), start them", said)[1].split()
                manage(site, before, *words)
            web = serve(site, before, listening)
            time.sleep(10)
        print(
            f"The way back: {readers.asked} requests, {len(readers.lost)} lost {readers.lost[:3]}"
        )
        assert stops or not readers.lost  # a restore may last longer than a reader waits
    finally:
        end(web)
        listening.close()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    from tests.__main__ import postgres

    before = Path(tempfile.mkdtemp(prefix="why-before-"))
    try:
        archive = subprocess.run(
            ["git", "archive", sys.argv[1]], cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        subprocess.run(["tar", "x", "-C", str(before)], input=archive.stdout, check=True)
        upgrade(before, None)
        if server := postgres():
            with postgres_database(server) as address:
                upgrade(before, address)
    finally:
        shutil.rmtree(before, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
