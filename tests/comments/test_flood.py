"""Many readers reply at once, and the server's processes die meanwhile: see ``bench/flood.py``."""

import os

import pytest

from bench import flood, scratch

pytestmark = pytest.mark.both_databases

CLIENTS, REPLIES, KILLS = 16, 80, 2


def test_what_readers_were_told_is_published_is_stored_once_though_web_workers_are_killed(
    database_template,
):
    server = os.environ.get("TEST_DATABASE_URL")
    with scratch.scratch_site(server, database_template, **flood.NO_LIMITS) as site:
        found = flood.flood(site, CLIENTS, REPLIES, parents=CLIENTS, kills=KILLS)
    assert not found.problems, str(found)
    assert found.answered == found.stored == REPLIES
    assert found.killed == KILLS
