"""Public pages come ready from memory, each only to those whom it is for."""

import gzip

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler

from page_cache.application import PageCache

from .. import factories
from .conftest import Asking


@pytest.fixture
def article(home):
    topic = factories.topic(home, "History")
    return factories.article(topic, "Why do we dream?")


def test_a_page_is_built_once_and_then_comes_from_memory(ask, article, django_assert_num_queries):
    first = ask(article.url)
    with django_assert_num_queries(1):  # whether something has changed
        second = ask(article.url)
    assert (first.how, second.how) == ("MISS", "HIT")
    assert first.body == second.body
    assert first.status == second.status == 200


@pytest.mark.parametrize(
    ("wish", "coding", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip;q=0.5, deflate", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0", None, bytes),
        ("", None, bytes),
    ],
)
def test_the_page_comes_in_the_encoding_that_the_browser_takes(ask, article, wish, coding, unpack):
    plain = ask(article.url).body
    answer = ask(article.url, accept_encoding=wish)
    assert answer.headers.get("Content-Encoding") == coding
    assert unpack(answer.body) == plain
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_browser_that_has_the_page_is_told_that_it_is_unchanged(ask, article):
    etag = ask(article.url).headers["ETag"]
    for how in ("HIT", "HIT"):
        answer = ask(article.url, if_none_match=f'"other", {etag}')
        assert (answer.status, answer.body, answer.how) == (304, b"", how)
    assert ask(article.url, if_none_match='"other"').status == 200


def test_browsers_ask_each_time_and_caches_in_between_after_a_second(ask, article):
    answer = ask(article.url)
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-if-error=86400"
    assert "Last-Modified" not in answer.headers


def test_head_has_the_headers_of_get_and_no_body(ask, article):
    head = ask(article.url, "HEAD")
    got = ask(article.url)
    assert (head.status, head.body) == (200, b"")
    assert head.headers | {"X-Cache": ""} == got.headers | {"X-Cache": ""}
    assert got.how == "HIT"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"cookie": "sessionid=abc"}, "session"),
        ({"cookie": "a=b; reader=xyz"}, "session"),
        ({"authorization": "Basic abc"}, "header"),
        ({"x_requested_with": "fetch"}, "header"),
    ],
)
def test_who_brings_something_personal_is_answered_by_django(ask, article, headers, reason):
    ask(article.url)
    for _ in range(2):
        assert ask(article.url, **headers).how == f"PASS {reason}"


def test_other_cookies_do_not_keep_a_reader_from_the_cache(ask, article):
    ask(article.url)
    assert ask(article.url, cookie="moderator=1; _ga=1; csrftoken=x").how == "HIT"


@pytest.mark.parametrize(
    "path",
    ["/admin/login/", "/search/?q=dream", "/discussion/yours/", "/healthz", "/documents/1/x"],
)
def test_forms_results_and_files_are_never_kept(ask, article, path):
    for _ in range(2):
        assert ask(path).how == "PASS address"


def test_a_form_is_answered_by_django(ask, article):
    assert ask(article.url, "POST").how == "PASS method"


def test_a_stranger_cannot_fill_the_cache_with_names_of_hosts(ask, page_cache, article):
    assert ask(article.url, host="evil.example").how == "PASS host"
    assert ask(article.url, host="testserver:9999").how == "PASS host"
    assert ask(article.url, host="testserver:80").how == "MISS"
    assert len(page_cache.memory.entries) == 1


def test_parameters_that_a_page_does_not_know_change_nothing(ask, page_cache, article):
    plain = ask(article.url).body
    for query in ("?utm_source=x", "?fbclid=1&sort=worst", "?page=abc", f"?{'a=1&' * 40}"):
        answer = ask(article.url + query)
        assert (answer.how, answer.body) == ("HIT", plain)
    # An article has no pages: numbers are not kept, however many a stranger makes up.
    assert ask(f"{article.url}?page=7").how == "PASS query"
    assert len(page_cache.memory.entries) == 1


def test_each_page_of_a_list_is_kept_and_no_page_that_there_is_not(ask, page_cache, home):
    topic = factories.topic(home, "Big")
    for number in range(14):
        factories.article(topic, f"Why is number {number}?")
    first = ask(topic.url)
    second = ask(f"{topic.url}?page=2&utm_medium=mail")
    assert second.how == "MISS"
    assert ask(f"{topic.url}?page=2").how == "HIT"
    assert second.body != first.body
    assert b"utm_medium" not in second.body
    assert ask(f"{topic.url}?page=99").how == "PASS query"
    assert len(page_cache.memory.entries) == 2


def test_a_missing_page_is_remembered_and_found_when_it_is_published(ask, page_cache, home):
    topic = factories.topic(home, "History")
    path = f"{topic.url}why-do-we-dream/"
    assert ask(path).how == "MISS"
    again = ask(path)
    assert (again.status, again.how) == (404, "HIT")
    assert not page_cache.memory.entries
    factories.article(topic, "Why do we dream?", slug="why-do-we-dream")
    assert ask(path).status == 200


def test_made_up_addresses_take_a_bounded_part_of_the_memory(ask, page_cache, article):
    ask(article.url)
    page_cache.missing.bound = 100_000
    for number in range(40):
        assert ask(f"/nothing-{number}/").status == 404
    assert page_cache.missing.size <= 100_000
    assert ask(article.url).how == "HIT"


def test_the_least_recently_read_page_goes_when_the_memory_is_full(ask, page_cache, home):
    topic = factories.topic(home, "History")
    pages = [factories.article(topic, f"Why {n}?") for n in range(3)]
    for page in pages:
        ask(page.url)
    ask(pages[0].url)
    page_cache.memory.bound = page_cache.memory.size
    ask("/")
    assert ask(pages[0].url).how == "HIT"
    assert ask(pages[1].url).how == "MISS"


def test_a_page_that_changes_while_it_is_built_is_not_kept(ask, page_cache, article):
    build = page_cache.application

    def slow(environ, start_response):
        parts = build(environ, start_response)
        article.title = "Why did it change?"
        article.save_revision().publish()
        return parts

    page_cache.application = slow
    assert "Why do we dream?" in ask(article.url).text
    page_cache.application = build
    answer = ask(article.url)
    assert answer.how == "MISS"
    assert "Why did it change?" in answer.text


@pytest.mark.parametrize(
    "asking",
    [
        {"host": "TESTSERVER"},
        {"x_forwarded_proto": "https"},
        {"x_forwarded_host": "evil.example"},
        {"x_http_method_override": "DELETE"},
        {"accept": "application/json", "accept_language": "de"},
    ],
)
def test_what_one_reader_sends_does_not_show_in_the_page_of_the_next(ask, article, asking):
    plain = Asking(WSGIHandler())(article.url).body
    first = ask(article.url, **asking)
    assert (first.how, first.body) == ("MISS", plain)
    assert ask(article.url).body == plain


def test_readers_without_encryption_are_sent_to_the_encrypted_site_each_time(
    ask, article, settings
):
    """Behind a proxy, a header of the proxy says how the reader came."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _ in range(2):
        ask = Asking(PageCache(WSGIHandler()))
        assert ask(article.url, x_forwarded_proto="https").status == 200
        assert ask(article.url, x_forwarded_proto="http").status == 301
        assert ask(article.url).status == 301
        assert ask(article.url, x_forwarded_proto="https").how == "HIT"
