"""What the web processes count of requests, each for itself and all together."""

import glob
import http.client
import os
import signal
import time

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bench import scratch
from operations import numbers
from operations.watching import Watching
from page_cache.application import PageCache
from tests import factories
from tests.page_cache.conftest import Asking

TOKEN = "a long random text"


def samples(text: str) -> dict[tuple, float]:
    """Each number by its name and the values of its labels."""
    return {
        (sample.name, *(value for key, value in sorted(sample.labels.items()) if key != "le")): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def counted():
    """What was counted since the test began: other tests count as well."""
    before = samples(generate_latest(numbers.registry()).decode())

    def since() -> dict[tuple, float]:
        now = samples(generate_latest(numbers.registry()).decode())
        found = {key: value - before.get(key, 0) for key, value in now.items()}
        return {key: value for key, value in found.items() if value}

    return since


@pytest.fixture
def ask(settings, page_cache) -> Asking:
    settings.METRICS_TOKEN = TOKEN
    return Asking(Watching(page_cache))


def test_requests_are_counted_by_view_and_status_and_apart_where_the_page_was_ready(
    ask, home, counted
):
    article = factories.article(factories.topic(home), "Why is this counted?")
    assert [ask(article.url).how for _ in range(3)] == ["MISS", "HIT", "HIT"]
    assert ask(reverse("wagtailadmin_home")).status == 302
    assert ask("/nothing/a-secret-word/").status == 404
    assert ask("/healthz").status == 200
    found = counted()
    requests = {key[1:]: value for key, value in found.items() if key[0].endswith("_seconds_count")}
    assert requests == {
        ("miss", "2xx", "wagtail_serve"): 1,
        ("hit", "2xx", ""): 2,
        ("pass", "3xx", "wagtailadmin_home"): 1,
        ("miss", "4xx", "wagtail_serve"): 1,
        ("pass", "2xx", ""): 1,
    }
    assert found["why_database_queries_total", "wagtail_serve"] > 2
    assert found["why_database_seconds_total", "wagtail_serve"] > 0
    assert (
        found["why_request_seconds_sum", "miss", "2xx", "wagtail_serve"]
        > (found["why_request_seconds_sum", "hit", "2xx", ""])
    )


def test_an_error_of_the_site_is_counted_as_one(settings, home, counted):
    settings.METRICS_TOKEN = TOKEN

    def broken(environ, start_response):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Asking(Watching(broken))("/")
    assert counted()["why_request_seconds_count", "pass", "5xx", ""] == 1


def test_nothing_is_counted_without_a_token(page_cache, counted):
    assert Asking(Watching(page_cache))("/").status == 200
    assert counted() == {}


def test_sign_ins_that_fail_are_counted_and_those_that_a_limit_refuses_apart(
    reader, home, settings, counted
):
    settings.PASSWORD_LIMITS = {"account": 2}
    user = factories.user("Editors")
    for password in ("wrong", "wrong", "wrong", "password"):
        sent = {"username": user.username, "password": password}
        reader.post(reverse("wagtailadmin_login"), sent)
    found = counted()
    assert found["why_sign_in_failures_total", "failed"] == 2
    assert found["why_sign_in_failures_total", "refused"] == 2


@pytest.mark.both_databases
def test_slow_queries_are_logged_with_their_view_and_without_what_was_asked_for(
    settings,
    page_cache,
    home,
    caplog,
):
    def lines(milliseconds: float) -> list[str]:
        settings.SLOW_QUERY_MILLISECONDS = milliseconds
        caplog.clear()
        page = Asking(Watching(PageCache(WSGIHandler())))("/search/?q=headache")
        assert (page.status, "headache" in page.text) == (200, True)
        return [each.message for each in caplog.records if each.name == "operations.watching"]

    assert lines(0) == lines(60_000) == []
    slow = lines(0.000_001)
    found = [line for line in slow if line.startswith("Slow query of search, ")]
    assert any("search_word" in line and "WHERE" in line for line in found)
    assert max(map(len, slow)) < 1100
    assert "headache" not in "".join(slow)
    assert any("%s" in line for line in found)


def send(port: int, path: str, body: str | None = None, **headers: str):
    """The answer to a request over a connection of its own, with its body as ``text``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request("POST" if body else "GET", path, body, headers)
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    connection.close()
    return answer


def get(port: int, path: str, **headers: str) -> str:
    answer = send(port, path, **headers)
    assert answer.status == 200
    return answer.text


def test_whichever_process_is_asked_has_the_numbers_of_all_and_of_those_that_ended(
    database_template,
):
    """Under the real gunicorn.conf.py."""
    server = os.environ.get("TEST_DATABASE_URL")
    with scratch.scratch_site(server, database_template, METRICS_TOKEN=TOKEN) as site:
        site.start("web")
        folders = f"/dev/shm/why-numbers-{site.processes['web'].pid}-*"

        def pages() -> float:
            found = samples(get(site.port, "/metrics", Authorization=f"Bearer {TOKEN}"))
            kinds = [("miss", "robots"), ("hit", "")]
            return sum(
                found.get(("why_request_seconds_count", cache, "2xx", view), 0)
                for cache, view in kinds
            )

        for _ in range(20):
            get(site.port, "/robots.txt")
        assert [pages() for _ in range(6)] == [20] * 6
        before = site.web_workers()
        os.kill(before[0], signal.SIGKILL)
        while not set(site.web_workers()) - set(before):
            time.sleep(0.05)
        # A reload: new workers begin before the old ones end.
        site.processes["web"].send_signal(signal.SIGHUP)
        while set(site.web_workers()) & set(before):
            time.sleep(0.05)
        for _ in range(20):
            get(site.port, "/robots.txt")
        assert [pages() for _ in range(6)] == [40] * 6
        (folder,) = glob.glob(folders)
        places = {name.rpartition("_")[2] for name in os.listdir(folder)}
        assert places <= {"main.db", "0.db", "1.db", "2.db", "3.db"}
        site.stop("web")
        assert glob.glob(folders) == []
