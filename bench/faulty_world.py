"""What ``bench.faults`` breaks: a PostgreSQL behind a cable that can be pulled, and a small disk."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from .outage import Cluster

DISK_MEGABYTES = 64
HERE, THERE = "10.203.8.1", "10.203.8.2"


def run(*command: object, check: bool = True) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if check and done.returncode:
        raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
    return done.stdout


class Remote(Cluster):
    """A cluster in a network of its own, as on another machine."""

    @property
    def address(self) -> str:
        return f"postgres://postgres@{THERE}:{self.port}/postgres"

    def start(self) -> None:
        with (self.data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.203.8.0/30 trust\n")
        options = f"-p {self.port} -k {self.folder} -c fsync=off -c listen_addresses={THERE}"
        self._run(
            "pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start"
        )

    def _run(self, program: str, *options) -> None:
        inside = ["ip", "netns", "exec", "why-faults"] if program == "pg_ctl" else []
        run(*inside, "runuser", "-u", "postgres", "--", self.programs / program, *options)

    def _processes(self) -> list[int]:
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *map(int, children)]

    def _signal(self, number: int) -> None:
        for pid in self._processes():
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def hang(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def restart(self) -> None:
        self.stop()
        self.start()

    def pull(self) -> None:
        """Pulls the cable: nothing comes through, and nobody says so."""
        run("ip", "netns", "exec", "why-faults", "ip", "link", "set", "why-there", "down")

    def plug(self) -> None:
        run("ip", "netns", "exec", "why-faults", "ip", "link", "set", "why-there", "up")


@contextmanager
def remote_postgres():
    """The cluster, running, at the other end of a cable of this machine."""
    folder = Path(tempfile.mkdtemp(prefix="why-cluster-"))
    run("ip", "netns", "add", "why-faults")
    try:
        run("ip", "link", "add", "why-here", "type", "veth", "peer", "name", "why-there")
        run("ip", "link", "set", "why-there", "netns", "why-faults")
        run("ip", "addr", "add", f"{HERE}/30", "dev", "why-here")
        run("ip", "link", "set", "why-here", "up")
        inside = ["ip", "netns", "exec", "why-faults", "ip"]
        run(*inside, "addr", "add", f"{THERE}/30", "dev", "why-there")
        run(*inside, "link", "set", "why-there", "up")
        cluster = Remote(folder)
        cluster.start()
        try:
            yield cluster
        finally:
            with suppress(OSError):
                cluster.go_on()
            cluster.stop()
    finally:
        run("ip", "link", "del", "why-here", check=False)
        run("ip", "netns", "del", "why-faults", check=False)
        shutil.rmtree(folder, ignore_errors=True)


class Disk:
    """A file system of its own, which can be filled, and which an error makes read-only."""

    def __init__(self, folder: Path):
        self.image, self.place = folder / "disk", folder / "mounted"
        self.place.mkdir()
        self.image.write_bytes(b"")
        os.truncate(self.image, DISK_MEGABYTES * 1024 * 1024)
        run("mkfs.ext4", "-Fq", "-m", 0, self.image)
        self.device = run("losetup", "-f", "--show", self.image).strip()
        self.mount()

    def mount(self) -> None:
        run("fsck.ext4", "-p", self.device, check=False)
        run("mount", "-o", "errors=remount-ro", self.device, self.place)

    def unmount(self) -> None:
        run("umount", self.place, check=False)

    def fill(self) -> None:
        with (self.place / "filling").open("ab", buffering=0) as file:
            for size in (1024 * 1024, 4096, 1):
                with suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    def empty(self) -> None:
        (self.place / "filling").unlink(missing_ok=True)

    def break_down(self) -> None:
        """An error of the device, upon which the kernel lets nobody write any more."""
        Path(f"/sys/fs/ext4/{Path(self.device).name}/trigger_fs_error").write_text("broken")

    def repair(self) -> None:
        self.unmount()
        self.mount()


@contextmanager
def small_disk():
    folder = Path(tempfile.mkdtemp(prefix="why-disk-"))
    disk = Disk(folder)
    try:
        yield disk
    finally:
        disk.unmount()
        run("losetup", "-d", disk.device, check=False)
        shutil.rmtree(folder, ignore_errors=True)
