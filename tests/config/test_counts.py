"""On one machine without Redis, all web processes count a visitor's actions together."""

import subprocess
import sys

import pytest

from config.cache import FileCounts

from .test_settings import python

COUNT = """
import sys
sys.path.insert(0, "site")
from config.cache import FileCounts
counts = FileCounts(sys.argv[1], {})
print("ready", flush=True)
sys.stdin.readline()
for _ in range(300):
    counts.add("key", 0, 600)
    counts.incr("key")
"""


@pytest.fixture
def counts(tmp_path):
    return FileCounts(str(tmp_path / "counts.sqlite3"), {})


def test_no_count_of_processes_that_count_at_once_is_lost(counts, tmp_path):
    command = [sys.executable, "-c", COUNT, str(tmp_path / "counts.sqlite3")]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for each in running:
        assert each.stdout.readline() == "ready\n"
    for each in running:
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in running:
        each.communicate(timeout=60)
        assert each.returncode == 0
    assert counts.incr("key") == 901


def test_a_count_ends_with_its_time_and_starts_anew(counts):
    assert counts.add("old", 0, -1)
    with pytest.raises(ValueError, match="not found"):
        counts.incr("old")
    assert counts.add("old", 0, 600)
    assert not counts.add("old", 0, 600)
    assert [counts.incr("old"), counts.incr("old")] == [1, 2]


def test_without_its_file_the_site_goes_on(tmp_path):
    counts = FileCounts(str(tmp_path / "no" / "counts.sqlite3"), {})
    assert not counts.add("key", 0, 600)
    with pytest.raises(ValueError, match="not found"):
        counts.incr("key")


@pytest.mark.parametrize(
    ("cache", "backend"), [({}, "FileCounts"), ({"CACHE_URL": "redis://127.0.0.1:1"}, "Redis")]
)
def test_one_machine_counts_in_its_data_directory_unless_it_has_redis(tmp_path, cache, backend):
    code = "from visitors.limits import counts; print(type(counts()).__name__)"
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "DATA_DIR": str(tmp_path)}
    result = python("-c", code, PYTHONPATH="site", **environment, **cache)
    assert backend in result.stdout, result.stderr
