"""Many readers reply at once, and the server's processes die meanwhile: see ``bench/flood.py``."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bench import flood, scratch
from tests.__main__ import postgres
from tests.conftest import missing

pytestmark = pytest.mark.any_database

CLIENTS, REPLIES, KILLS = 24, 150, 2


def outcome(server: str | None) -> flood.Outcome:
    with scratch.scratch_site(server, **flood.NO_LIMITS) as site:
        return flood.flood(site, CLIENTS, REPLIES, parents=CLIENTS, kills=KILLS)


@pytest.fixture(scope="module")
def floods():
    """Both databases side by side: most of the time goes into making the two sites."""
    servers = {"SQLite": None}
    if server := postgres():
        servers["PostgreSQL"] = server
    with ThreadPoolExecutor() as pool:
        yield {name: pool.submit(outcome, server) for name, server in servers.items()}


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_what_readers_were_told_is_published_is_stored_once_though_web_workers_are_killed(
    floods, database
):
    if database not in floods:
        missing("PostgreSQL", "postgresql")
    found = floods[database].result()
    assert not found.problems, str(found)
    assert found.answered == found.stored == REPLIES
    assert found.killed == KILLS
