"""What it costs to build the flagship article, beside a version of the project before."""

import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from .load import alternating
from .scratch import ROOT, Site, scratch_site

SOURCE = (Path(__file__).parent / "building_inside.py").read_text()
ROUNDS = 7


class Builder:
    """A process that builds the page again and again, of the version in a folder."""

    def __init__(self, site: Site, folder: Path):
        run = partial(subprocess.run, check=True, cwd=folder, env=site.environment)
        run([sys.executable, "manage.py", "prepare", "--demo"], stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            [sys.executable, "-c", SOURCE],
            cwd=folder,
            env=site.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()

    def _read(self) -> str:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("The page cannot be built.")
        return line

    def measure(self, way: str) -> float:
        print(way, file=self.process.stdin, flush=True)
        return float(self._read())


@contextmanager
def _builder(folder: Path):
    with scratch_site() as site:
        builder = Builder(site, folder)
        try:
            yield builder
        finally:
            builder.process.kill()
            builder.process.wait()


def milliseconds(before: Path | None) -> dict[str, float]:
    """CPU time of a build: with nothing kept, with its parts kept, after one new comment; and before."""
    with _builder(ROOT) as ours:
        ways = {way: partial(ours.measure, way) for way in ("cold", "warm", "comment")}
        if before is None:
            return alternating(ways, ROUNDS)
        with _builder(before) as theirs:
            ways["before"] = partial(theirs.measure, "cold")
            return alternating(ways, ROUNDS)
