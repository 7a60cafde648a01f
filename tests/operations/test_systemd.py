"""The units in ``deploy/systemd``, as systemd itself judges them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ANALYZE = shutil.which("systemd-analyze")
UNITS = sorted((ROOT / "deploy/systemd").iterdir())
#: From 0, shut off, to 10. systemd calls anything below 2 safe, and below 5 good enough.
MOST_EXPOSED = 2.0

pytestmark = pytest.mark.skipif(
    not ANALYZE and not os.environ.get("CI"),
    reason="systemd-analyze is missing; install it (Debian: systemd)",
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The units, with the programs where they are here."""
    folder = tmp_path_factory.mktemp("units")
    for path in UNITS:
        text = path.read_text()
        for name in ("gunicorn", "python"):
            text = text.replace(
                f"/opt/why/.venv/bin/{name}", str(Path(sys.executable).with_name(name))
            )
        (folder / path.name).write_text(text.replace("/opt/why", str(ROOT)))
    return folder


def analyze(*arguments) -> subprocess.CompletedProcess:
    return subprocess.run([ANALYZE, *map(str, arguments)], capture_output=True, text=True)


def test_systemd_finds_no_fault_in_the_units(installed):
    done = analyze("verify", "--man=no", *(installed / path.name for path in UNITS))
    said = [line for line in done.stderr.splitlines() if "why-" in line]
    assert (done.returncode, said) == (0, []), done.stderr


def test_the_services_may_do_little(installed):
    for path in UNITS:
        if path.suffix == ".service":
            threshold = f"--threshold={MOST_EXPOSED * 10:.0f}"
            done = analyze("security", "--offline=yes", threshold, installed / path.name)
            assert done.returncode == 0, done.stdout + done.stderr
