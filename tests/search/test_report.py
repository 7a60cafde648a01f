"""The report of what readers search for: its numbers, its filters, its files, and who may see it."""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import figures
from search.models import ClickedResult, DailyQuery
from tests import factories

pytestmark = pytest.mark.both_databases

REPORT = "/admin/reports/searches/"
ADDRESSES = {"": {}, "results/": {}, "query/": {"query": "ice"}}


def rows(response) -> list[dict]:
    content = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(content)))


@pytest.fixture
def listed(editor):
    """The queries of the report, in their order."""

    def queries(**data):
        answer = editor.get(REPORT, data)
        assert answer.status_code == 200
        return [row["query"] for row in answer.context["table"].data]

    return queries


# --- Numbers ----------------------------------------------------------------------------------


def test_a_row_says_how_often_what_was_found_last_opened_and_asked_for(ask, editor):
    ask("ice", 3, found=5, days_ago=9, clicks={"page:1": 2, "author:1": 1})
    ask("ice", 4, found=0, days_ago=2, wanted=2, clicks={"page:1": 1})
    ask("ice", 100, found=9, days_ago=31, wanted=7, clicks={"page:1": 50})
    (row,) = rows(editor.get(REPORT, {"export": "csv"}))
    assert list(row.values()) == ["ice", "7", "0", "4", "2"]
    assert list(row) == ["Query", "Searches", "Found (last)", "Opened", "Asked for"]
    (row,) = rows(editor.get(REPORT, {"export": "csv", "days": "365"}))
    assert list(row.values()) == ["ice", "107", "0", "54", "9"]


def test_who_only_asks_for_an_answer_after_midnight_has_found_what_was_found_before(
    ask, editor, text
):
    ask("ice", 2, found=3, days_ago=1)
    ask("ice", searches=0, found=0, wanted=1)
    ask("snow", searches=0, found=0, wanted=1)
    found = {row["Query"]: row["Found (last)"] for row in rows(editor.get(f"{REPORT}?export=csv"))}
    assert found == {"ice": "3", "snow": ""}
    assert text(editor.get(REPORT)).count("Found (last): –") == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, ["new", "older"]),
        ({"days": "7"}, ["new"]),
        ({"days": "365"}, ["new", "older", "oldest"]),
        ({"days": "8"}, ["new", "older"]),
        ({"show": "nothing"}, ["older"]),
        ({"show": "unopened", "days": "365"}, ["oldest"]),
        ({"show": "unopened", "days": "365", "ordering": "-opened"}, ["oldest"]),
        ({"show": "wanted"}, ["older"]),
        ({"show": "everything"}, ["new", "older"]),
        ({"q": "LDE"}, ["older"]),
        ({"q": "%"}, []),
        ({"ordering": "query"}, ["new", "older"]),
        ({"ordering": "-query"}, ["older", "new"]),
        ({"ordering": "opened"}, ["older", "new"]),
        ({"ordering": "-found_last"}, ["new", "older"]),
        ({"ordering": "-wishes"}, ["older", "new"]),
        ({"ordering": "password"}, ["new", "older"]),
    ],
    ids=str,
)
def test_the_report_is_filtered_and_sorted(ask, listed, data, expected):
    ask("new", 9, found=4, days_ago=6, clicks={"page:1": 1})
    ask("older", 5, found=0, days_ago=29, wanted=1)
    ask("oldest", 1, found=1, days_ago=364)
    assert listed(**data) == expected


def test_dates_win_over_a_period_and_nonsense_over_neither(ask, listed):
    ask("new", 2)
    ask("old", days_ago=100)
    day = timezone.localdate() - timedelta(days=100)
    dates = {"day_from": str(day), "day_to": str(day)}
    assert listed(**dates) == listed(days="7", **dates) == ["old"]
    assert listed(day_from=str(day)) == ["new", "old"]
    assert listed(day_to=str(day)) == ["old"]
    assert listed(day_from="0001-01-01", day_to="9999-12-31") == ["new", "old"]
    assert listed(day_from="2999-01-01") == []
    assert listed(day_from=str(timezone.localdate()), day_to=str(day)) == []
    assert listed(day_from="yesterday") == ["new"]


def test_the_chart_shows_every_day_and_weeks_of_long_periods(ask):
    ask("ice", 3, found=2, days_ago=6)
    ask("snow", 2, found=0, days_ago=6)
    ask("ice", 1, days_ago=0)
    week = figures.columns(DailyQuery.objects.all(), figures.latest(7))
    assert [column["numbers"] for column in week] == [[3, 2], *[[0, 0]] * 5, [1, 0]]
    year = figures.columns(DailyQuery.objects.all(), figures.latest(365))
    assert all(column["day"].weekday() == 0 for column in year)
    assert 53 <= len(year) <= 54
    assert sum(column["total"] for column in year) == 6
    assert year[-1]["day"] <= timezone.localdate() < year[-1]["day"] + timedelta(days=7)


def test_the_chart_has_a_table_with_the_same_numbers(ask, editor, text):
    ask("ice", 1203, found=2)
    page = editor.get(REPORT)
    words = text(page)
    assert "1,203 searches on the busiest day" in words
    assert f"{timezone.localdate():%a} {timezone.localdate().day} " in words
    assert page.content.decode().count('<rect class="desk-series-0" x=') == 1
    assert "The table below has the numbers" in page.content.decode()


def test_the_chart_keeps_to_what_was_searched_for(ask, editor):
    ask("ice", 3)
    ask("snow", 2)
    assert editor.get(REPORT, {"q": "snow"}).context["total"] == 2


def test_the_links_keep_what_was_chosen(ask, editor):
    ask("ice", 3, found=0)
    page = editor.get(REPORT, {"days": "7", "show": "nothing", "q": "ic", "ordering": "query"})
    html = page.content.decode()
    assert 'href="?q=ic&amp;show=nothing&amp;days=365&amp;ordering=query"' in html
    assert 'href="?q=ic&amp;show=wanted&amp;days=7&amp;ordering=query"' in html
    for name, value in (("days", "7"), ("show", "nothing"), ("ordering", "query")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    assert f"{REPORT}query/?days=7&amp;query=ice" in html


def test_a_site_without_readers_says_so(editor, ask, text):
    assert "No reader has searched for anything yet." in text(editor.get(REPORT))
    ask("ice")
    assert "No search of this period matches your choice." in text(
        editor.get(REPORT, {"q": "snow"})
    )


def test_fifty_are_on_a_page_and_the_rest_on_further_ones(ask, editor):
    for number in range(53):
        ask(f"query {number}", 100 - number)
    assert len(editor.get(REPORT).context["table"].data) == 50
    further = editor.get(REPORT, {"p": "2"}).context["table"].data
    assert [row["query"] for row in further] == ["query 50", "query 51", "query 52"]
    assert len(rows(editor.get(REPORT, {"export": "csv", "p": "2"}))) == 53


@pytest.mark.parametrize("address", ["", "results/"])
def test_a_long_report_costs_no_more_queries(ask, editor, address):
    def cost():
        with CaptureQueriesContext(connection) as seen:
            assert editor.get(REPORT + address).status_code == 200
        return len(seen)

    ask("query 0", 2, clicks={"page:1": 1})
    cost()
    one = cost()
    for number in range(1, 100):
        ask(f"query {number}", clicks={f"page:{number}": 1})
    assert cost() == one <= 19


# --- Files ------------------------------------------------------------------------------------


def test_the_files_hold_what_is_listed_and_no_formulas(ask, editor):
    for query in ("=1+1", "-2 degrees", "+49", "@sum", "plain"):
        ask(query, 2, found=0)
    ask("old", days_ago=40)
    answer = editor.get(REPORT, {"export": "csv", "show": "nothing"})
    assert re.search(r'filename="searches-[-\d]{10}-[-\d]{10}\.csv"', answer["Content-Disposition"])
    neutral = {"'=1+1", "'-2 degrees", "'+49", "'@sum", "plain"}
    assert {row["Query"] for row in rows(answer)} == neutral
    assert [row["Query"] for row in rows(editor.get(f"{REPORT}?export=csv&q=plai"))] == ["plain"]
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(editor.get(f"{REPORT}?export=xlsx").streaming_content))
    )
    heading, *cells = list(book.active.rows)
    assert [cell.value for cell in heading][:2] == ["Query", "Searches"]
    assert {cell.value for cell, *_ in cells} == neutral
    assert {cell.data_type for row in cells for cell in row} == {"s", "n"}


# --- One query --------------------------------------------------------------------------------


def test_the_page_of_a_query_shows_what_was_opened_and_when(ask, editor, topic, text):
    ice = factories.article(topic, title="Why does ice float?")
    gone = factories.article(topic, title="Why hidden?")
    gone.unpublish()
    ann = factories.author("Ann Quill")
    clicks = {f"page:{ice.pk}": 4, f"page:{gone.pk}": 3, f"author:{ann.pk}": 2}
    ask("ice", 7, clicks=clicks | {"page:987654321": 1, "author:987654321": 1})
    ask("ice", 2, days_ago=3, clicks={f"page:{ice.pk}": 1, "page:999999999999999999": 1})
    ask("ice cream", 99, clicks={"page:1": 88})
    page = editor.get(f"{REPORT}query/", {"query": "ice"})
    words = text(page)
    for expected in (
        "Why does ice float? 5", "Why hidden? Not published now 3", "Ann Quill Author 2",
        "A page that was deleted No. 987654321 1", "An author who was deleted No. 987654321 1",
        "No. 999999999999999999 1", "Searches 9", "7 searches on the busiest day",
    ):  # fmt: skip
        assert expected in words, words
    html = page.content.decode()
    assert f'href="/admin/pages/{ice.pk}/edit/"' in html
    assert f'href="/admin/snippets/articles/author/edit/{ann.pk}/"' in html
    assert 'href="/search/?q=ice"' in html


def test_the_page_of_a_query_keeps_to_its_period_and_to_what_was_searched_for(ask, editor, text):
    ask("c++ & c#?", days_ago=100, clicks={"page:1": 1})
    address = f"{REPORT}query/"
    words = text(editor.get(address, {"query": "c++ & c#?"}))
    assert "Nobody searched for this from" in words
    page = editor.get(address, {"query": "c++ & c#?", "days": "365"})
    assert "1 search in the busiest week" in text(page)
    assert "/search/?q=c%2B%2B%20%26%20c%23%3F" in page.content.decode()
    assert "?days=7&amp;query=c%2B%2B+%26+c%23%3F" in page.content.decode()
    for unknown in ("unknown", "", "\x00"):
        assert editor.get(address, {"query": unknown}).status_code == 404
    assert editor.get(address).status_code == 404


def test_a_query_is_never_taken_for_markup(ask, editor):
    ask('<script>alert("x")</script>')
    for address in (REPORT, f"{REPORT}query/?query=%3Cscript%3Ealert(%22x%22)%3C/script%3E"):
        page = editor.get(address)
        assert page.status_code == 200
        assert "<script>alert(" not in page.content.decode()


# --- Who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "may"), [("Editors", True), (None, True), ("Moderators", False), ("Others", False)]
)
def test_editors_see_the_report_and_nobody_else(ask, browser_of, group, may):
    ask("secretquery ice")
    ask("ice")
    others = Group.objects.create(name="Others")
    others.permissions.add(Permission.objects.get(codename="access_admin"))
    browser = browser_of(group)
    menu = browser.get("/admin/").content.decode()
    assert ('"name": "searches"' in menu) == may
    for address, data in ADDRESSES.items():
        answer = browser.get(REPORT + address, data)
        assert answer.status_code == (200 if may else 302), address
        asked = browser.get(REPORT + address, data, headers={"X-Requested-With": "XMLHttpRequest"})
        assert asked.status_code == (200 if may else 403)
    export = browser.get(REPORT, {"export": "csv"})
    assert export.status_code == (200 if may else 302)


def test_nobody_sees_it_without_signing_in_or_after_being_shut_out(ask, reader, home):
    ask("ice")
    for address, data in ADDRESSES.items():
        assert "/login/" in reader.get(REPORT + address, data).url
    user = factories.user("Editors")
    browser = Client()
    browser.force_login(user)
    user.is_active = False
    user.save()
    assert browser.get(REPORT).status_code == 302


def test_the_permission_can_be_given_in_the_settings_of_groups(ask, browser_of):
    others = Group.objects.create(name="Others")
    permission = Permission.objects.get(codename="view_dailyquery")
    page = browser_of().get(f"/admin/groups/edit/{others.pk}/").content.decode()
    assert re.search(rf'name="permissions"[^>]*value="{permission.pk}"', page)
    others.permissions.add(permission, Permission.objects.get(codename="access_admin"))
    assert browser_of("Others").get(REPORT).status_code == 200


def test_wagtails_own_search_terms_are_not_in_the_menu(browser_of):
    menu = browser_of().get("/admin/").content.decode()
    assert "search-terms" not in menu
    assert '"name": "searches"' in menu
    assert '"name": "promoted-search-results"' in menu


def test_nothing_is_changed_by_looking(ask, editor):
    ask("ice", clicks={"page:1": 1})
    before = list(DailyQuery.objects.values()), list(ClickedResult.objects.values())
    for address, data in ADDRESSES.items():
        editor.get(REPORT + address, data)
    assert before == (list(DailyQuery.objects.values()), list(ClickedResult.objects.values()))
