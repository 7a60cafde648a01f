"""What is counted of readers' searches, what is not, and how long it is kept."""

import threading

import pytest
from django.core.signals import request_finished
from django.db import OperationalError, connection, connections
from django.test import Client

from database import steps
from operations.management.commands import worker
from search import housekeeping, limits, recording
from search.models import ClickedResult, DailyQuery
from tests import factories

pytestmark = pytest.mark.both_databases

READERS, EACH = 4, 10


def counted() -> list[tuple]:
    return list(
        DailyQuery.objects.order_by("query").values_list(
            "query", "searches", "result_count", "answer_requests"
        )
    )


def search(client, query, **more):
    answer = client.get("/search/", {"q": query, **more})
    assert answer.status_code == 200
    return answer


# --- Searches ---------------------------------------------------------------------------------


def test_each_view_of_results_counts_once_with_what_it_found(topic, reader):
    factories.article(topic, title="Why does ice float?")
    search(reader, "Ice"), search(reader, "  ICE ")
    assert counted() == [("ice", 2, 1, 0)]
    factories.article(topic, title="Why is ice cold?")
    search(reader, "ice"), search(reader, "unheardof")
    assert counted() == [("ice", 3, 2, 0), ("unheardof", 1, 0, 0)]


def test_a_search_that_cannot_be_counted_is_answered_and_its_request_ends(
    topic, reader, text, caplog
):
    factories.article(topic, title="Why does ice float?")

    def full(execute, sql, *arguments):
        if "INSERT INTO search_dailyquery" in sql:
            raise OperationalError("The disk is full")
        return execute(sql, *arguments)

    finished = []

    def ends(**kwargs):
        finished.append(kwargs)

    request_finished.connect(ends)
    with connection.execute_wrapper(full):
        assert "1 result for" in text(search(reader, "ice"))
    assert len(finished) == 1
    assert "The disk is full" in caplog.text
    assert counted() == []


def test_further_pages_filters_and_orders_belong_to_a_search_that_was_counted(topic, reader):
    for number in range(11):
        factories.article(topic, title=f"Why ice {number}?")
    for more in ({"page": "2"}, {"sort": "date"}, {"topic": topic.slug}):
        page = search(reader, "ice", **more)
        assert not page.context["is_first"], more
    reader.head("/search/", {"q": "ice"})
    assert counted() == []
    search(reader, "ice")
    assert counted() == [("ice", 1, 11, 0)]


@pytest.mark.parametrize("group", ["Editors", "Moderators", None])
def test_who_is_signed_in_is_no_reader(browser_of, group):
    search(browser_of(group), "ice")
    assert counted() == []


@pytest.mark.parametrize("query", ["", "   ", "-ice", "?!", '""'])
def test_what_asks_for_nothing_is_not_counted(db, reader, query):
    search(reader, query)
    assert counted() == []


def test_who_searches_too_often_is_not_counted(db, reader, settings):
    settings.SEARCH_LIMITS = {"results": 2}
    for _ in range(2):
        search(reader, "ice")
    answer = reader.get("/search/", {"q": "ice"})
    assert answer.status_code == 429
    assert counted() == [("ice", 2, 0, 0)]


@pytest.mark.parametrize(
    "query",
    [
        "ann@example.org",
        "who is Ann.Reader+x@mail.example.org really",
        "@annreader",
        "+84 90 123 45 67",
        "call (030) 123-4567 ann",
        "0901.234.567",
        "passport c1234567",
        "x" * 101,
    ],
)
def test_nothing_that_may_tell_of_a_person_is_kept(db, reader, query):
    search(reader, query)
    reader.post("/search/wanted/", {"q": query})
    reader.post("/search/clicked/", {"q": query, "result": "page:1"})
    assert not DailyQuery.objects.exists()
    assert not ClickedResult.objects.exists()


@pytest.mark.parametrize("query", ["battle of 1942", "1939-45", "27 million", "h2o at 100 °c"])
def test_years_and_numbers_are_kept(db, reader, query):
    search(reader, query)
    assert counted() == [(query, 1, 0, 0)]


def test_what_is_kept_names_nobody():
    columns = {field.name for model in (DailyQuery, ClickedResult) for field in model._meta.fields}
    assert columns == {
        "id", "query", "day", "searches", "result_count", "answer_requests", "daily_query", "result", "clicks",
    }  # fmt: skip


# --- Clicks and wishes ------------------------------------------------------------------------


def test_opened_results_are_counted(db, reader):
    search(reader, "Ice")
    for result in ("page:7", "page:7", "author:3"):
        answer = reader.post("/search/clicked/", {"q": "ice", "result": result})
        assert (answer.status_code, answer.content) == (204, b"")
    found = ClickedResult.objects.order_by("result").values_list(
        "daily_query__query", "result", "clicks"
    )
    assert list(found) == [("ice", "author:3", 1), ("ice", "page:7", 2)]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"q": "ice"},
        {"q": "ice", "result": ""},
        {"q": "ice", "result": "page:"},
        {"q": "ice", "result": "page:-1"},
        {"q": "ice", "result": "page:1.5"},
        {"q": "ice", "result": "page:1:2"},
        {"q": "ice", "result": "page:٣"},
        {"q": "ice", "result": "page:" + "1" * 19},
        {"q": "ice", "result": "image:1"},
        {"q": "ice", "result": "<b>"},
        {"q": "never searched for", "result": "page:1"},
        {"q": "", "result": "page:1"},
        {"q": "\x00", "result": "page:1"},
    ],
    ids=str,
)
def test_what_cannot_be_a_click_is_not_counted(db, reader, data):
    search(reader, "ice")
    assert reader.post("/search/clicked/", data).status_code == 204
    assert not ClickedResult.objects.exists()


def test_a_wish_for_an_answer_is_counted_and_thanked_for(db, text):
    browser = Client(enforce_csrf_checks=True)  # the form carries no token
    search(browser, "black holes")
    answer = browser.post("/search/wanted/", {"q": "Black  holes"})
    assert answer.status_code == 302
    assert answer.url == "/search/?q=Black+holes&thanks=1#asked"
    assert "Thank you." in text(browser.get(answer.url))
    assert counted() == [("black holes", 1, 0, 1)]
    browser.post("/search/wanted/", {"q": "white holes"})
    assert counted()[1] == ("white holes", 0, 0, 1)


@pytest.mark.parametrize(
    "query", ["", "?", "\x00", "x" * 5000, "//evil.example", "\r\nLocation: x"]
)
def test_a_wish_leads_back_to_the_search_and_nowhere_else(db, reader, query):
    answer = reader.post("/search/wanted/", {"q": query})
    assert answer.status_code == 302
    assert answer.url.startswith("/search/?q=")
    assert "\n" not in answer.url
    assert all(row[0].strip() and len(row[0]) <= 100 for row in counted())


def test_clicks_and_wishes_have_a_limit(db, reader, settings):
    search(reader, "ice")
    settings.SEARCH_LIMITS = {"notes": 3}
    for _ in range(2):
        reader.post("/search/clicked/", {"q": "ice", "result": "page:1"})
    for _ in range(3):
        assert reader.post("/search/wanted/", {"q": "ice"}).status_code == 302
    assert ClickedResult.objects.get().clicks == 2
    assert DailyQuery.objects.get().answer_requests == 1


@pytest.mark.parametrize("address", ["/search/clicked/", "/search/wanted/"])
def test_nothing_is_counted_by_following_a_link(db, reader, address):
    search(reader, "ice")
    assert reader.get(address, {"q": "ice", "result": "page:1"}).status_code == 405
    assert counted() == [("ice", 1, 0, 0)]


def test_limits_know_every_kind():
    assert set(limits.LIMITS) == {"results", "suggestions", "notes"}


def test_readers_at_the_same_moment_all_count(transactional_db):
    problems, ready = [], threading.Barrier(READERS)

    def read():
        try:
            ready.wait()
            for _ in range(EACH):
                recording.count_search("ice", 5)
                recording.count_request("ice")
                recording.count_click("ice", "page:1")
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert counted() == [("ice", READERS * EACH, 5, READERS * EACH)]
    assert ClickedResult.objects.get().clicks == READERS * EACH


# --- How long ---------------------------------------------------------------------------------


def test_searches_are_forgotten_after_400_days(ask):
    ask("ice", 5, days_ago=400, clicks={"page:1": 1})
    ask("ice", 5, days_ago=401, clicks={"page:1": 1})
    housekeeping.run()
    assert [(row.searches, row.clicked_results.count()) for row in DailyQuery.objects.all()] == [
        (5, 1)
    ]
    assert ClickedResult.objects.count() == 1


def test_what_was_searched_for_once_and_left_at_that_is_forgotten_after_90_days(ask):
    ask("once", days_ago=91)
    ask("lately", days_ago=90)
    ask("twice a day", 2, days_ago=91)
    ask("wished for", days_ago=91, wanted=1)
    ask("opened", days_ago=91, clicks={"page:1": 1})
    ask("on two days", days_ago=300), ask("on two days", days_ago=91)
    ask("again", days_ago=200), ask("again")
    housekeeping.run()
    assert sorted(set(DailyQuery.objects.values_list("query", flat=True))) == [
        "again", "lately", "on two days", "opened", "twice a day", "wished for",
    ]  # fmt: skip
    assert DailyQuery.objects.count() == 8


def test_it_is_forgotten_in_batches(ask, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(steps, "ROWS", 2)
    for number in range(5):
        ask(f"query {number}", 9, days_ago=500, clicks={"page:1": 1})
    housekeeping.run()
    assert not DailyQuery.objects.exists()
    with django_assert_max_num_queries(25):
        housekeeping.run()


def test_the_worker_keeps_house(ask, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    ask("ice", days_ago=401)
    worker.keep_house()
    assert not DailyQuery.objects.exists()
    ask("snow", days_ago=401)
    worker.keep_house()  # within the hour
    assert DailyQuery.objects.exists()


@pytest.mark.parametrize(
    ("headers", "number"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 1),
        ({"Sec-Fetch-Site": "cross-site"}, 0),
        ({"Sec-Fetch-Site": "same-site"}, 0),
        ({"Origin": "http://testserver"}, 1),
        ({"Origin": "https://evil.example"}, 0),
        ({"Origin": "null"}, 0),
    ],
)
def test_a_page_from_elsewhere_counts_nothing_in_a_readers_name(reader, home, headers, number):
    reader.post("/search/wanted/", {"q": "why is it so"}, headers=headers)
    assert DailyQuery.objects.filter(answer_requests__gt=0).count() == number
