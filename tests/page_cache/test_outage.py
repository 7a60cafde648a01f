"""While the database or Redis is away, kept pages go on, and the others say so properly."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import InterfaceError, OperationalError, ProgrammingError, connection

from page_cache.application import PageCache

from .. import factories
from .conftest import Asking


def refusing(error):
    def refuse(*args):
        raise error

    return connection.execute_wrapper(refuse)


@pytest.mark.parametrize("error", [OperationalError("away"), InterfaceError("closed")])
def test_kept_pages_go_on_while_the_database_is_away_and_others_ask_for_patience(ask, home, error):
    topic = factories.topic(home)
    first, second = (factories.article(topic, title) for title in ("Why first?", "Why second?"))
    ask(first.url)
    with refusing(error):
        assert ask(first.url).how == "HIT"
        for address in (second.url, second.url, "/search/?q=why", "/admin/login/"):
            answer = ask(address, cookie="sessionid=abc" if address == second.url else "")
            assert answer.status == 503, address
            assert answer.headers["Retry-After"] == "10"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "cannot reach its database" in answer.text
    assert ask(second.url).status == 200


def test_a_fault_of_ours_is_no_reason_to_come_back(ask, home):
    address = factories.topic(home).url
    with refusing(ProgrammingError("no such column")):
        answer = ask(address)
    assert (answer.status, "Retry-After" in answer.headers) == (500, False)


def test_pages_are_kept_and_built_while_redis_is_away(own_redis, settings, page_cache, home):
    settings.PAGE_CACHE_SHARED = True
    topic = factories.topic(home)
    first, second = (factories.article(topic, title) for title in ("Why first?", "Why second?"))
    here, there = Asking(page_cache), Asking(PageCache(WSGIHandler()))
    assert here(first.url).how == "MISS"
    assert there(first.url).how == "HIT"
    own_redis.stop()
    assert here(first.url).how == "HIT"
    assert here(second.url).how == "MISS"
    own_redis.start()
    assert there(second.url).how == "MISS"
    first.save_revision().publish()
    for ask in (here, there, here):
        assert ask(first.url).status == 200
    assert here(first.url).how == there(first.url).how == "HIT"
