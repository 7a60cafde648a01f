"""``make serve`` itself: how it starts, starts again, and stops."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.conftest import ROOT

from .conftest import free_port, start, stop


def processes(data_dir) -> list[str]:
    """The processes that run with this data directory."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                if f"DATA_DIR={data_dir}".encode() in file.read().split(b"\0"):
                    found.append(pid)
        except OSError:
            continue
    return found


def _is_child_of(pid: str, ancestor: int) -> bool:
    while pid not in ("0", "1"):
        if pid == str(ancestor):
            return True
        try:
            with open(f"/proc/{pid}/stat") as file:
                pid = file.read().rsplit(")", 1)[1].split()[1]
        except OSError:
            return False
    return False


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs /proc to look for processes")
def test_it_starts_again_without_touching_anything_and_stops_all_it_started(live, tmp_path):
    database = live.data_dir / "site.sqlite3"
    assert database.exists()
    assert "admin" in live.sign_ins
    for words in (
        "Preparing the site for the first time.",
        "13 of 13",
        "Site   http://",
        "Admin  ",
    ):
        assert words in live.output

    data_dir = tmp_path / "a copy"
    shutil.copytree(live.untouched, data_dir)
    port, log = free_port(), tmp_path / "log"
    process = start(data_dir, port, log)
    try:
        text = log.read_text()
        assert "Preparing" not in text
        assert live.sign_ins["editor"] in text
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == 200
        mine = {pid for pid in processes(data_dir) if _is_child_of(pid, process.pid)}
        deadline = time.monotonic() + 20
        while len(mine) < 4 and time.monotonic() < deadline:
            time.sleep(0.2)
            mine = {pid for pid in processes(data_dir) if _is_child_of(pid, process.pid)}
        assert len(mine) >= 4  # gunicorn, its two workers, the task worker
    finally:
        assert stop(process) == 0
    assert not mine & set(processes(data_dir))


def test_other_users_of_the_machine_can_read_nothing(live):
    for path in (live.data_dir, live.data_dir / "site.sqlite3", live.data_dir / "lock"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_taken_port_gets_a_clear_word(live, tmp_path):
    port = live.address.rsplit(":", 1)[1]
    result = subprocess.run(
        [sys.executable, "-m", "operations.serve"],
        cwd=ROOT,
        env=os.environ | {"PORT": port, "DATA_DIR": str(tmp_path), "PYTHONPATH": "site"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert f"PORT={int(port) + 1} make serve" in result.stderr


def test_a_data_directory_serves_one_site_at_a_time(live):
    result = subprocess.run(
        [sys.executable, "-m", "operations.serve"],
        cwd=ROOT,
        env=os.environ
        | {"PORT": str(free_port()), "DATA_DIR": str(live.data_dir), "PYTHONPATH": "site"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert "Another site is running on the data directory" in result.stderr


@pytest.mark.parametrize("port", ["abc", "99999", "-1", "0"])
def test_a_wrong_port_gets_a_clear_word(port, tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "operations.serve"],
        cwd=ROOT,
        env=os.environ | {"PORT": port, "DATA_DIR": str(tmp_path), "PYTHONPATH": "site"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert "PORT is" in result.stderr
    assert "Traceback" not in result.stderr
