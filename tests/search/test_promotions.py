"""What editors put before all results: who may, by which forms, and what readers see of it."""

import re

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion
from wagtail.models import PageViewRestriction

from search import popular
from tests import factories

PICKS = "/admin/searchpicks/"
PROMOTE = "/admin/reports/searches/promote/"
REPORT = "/admin/reports/searches/"


@pytest.fixture
def promote(db):
    """An editor promoted a page, or an address, for a query."""

    def made(query, page=None, **fields):
        return SearchPromotion.objects.create(query=Query.get(query), page=page, **fields)

    return made


@pytest.fixture
def first(reader, text):
    """What readers see above the results."""

    def chosen(query):
        page = reader.get("/search/", {"q": query})
        assert page.status_code == 200
        return [pick.title for pick in page.context.get("promoted", ())]

    return chosen


def form(query, page=None, **fields) -> dict:
    """Wagtail's form with one recommended result, filled in."""
    empty = {"page": page.pk if page else "", "external_link_url": "", "external_link_text": ""}
    empty |= {"description": "", "ORDER": "1", "DELETE": "", "id": "", **fields}
    data = {f"editors_picks-0-{name}": value for name, value in empty.items()}
    counts = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    data |= {f"editors_picks-{name}": value for name, value in counts.items()}
    return data | {"query_string": query}


# --- What readers see -------------------------------------------------------------------------


@pytest.mark.both_databases
def test_readers_see_first_what_editors_chose(promote, topic, reader, first):
    page = factories.article(topic, title="Why does ice float?")
    promote("cold water", page, description="Start here.", sort_order=1)
    promote(
        "cold water",
        external_link_url="https://water.example/",
        external_link_text="The water museum",
        sort_order=0,
    )
    assert first("cold water") == ["The water museum", "Why does ice float?"]
    html = reader.get("/search/", {"q": "Cold  WATER?"}).content.decode()
    assert "Start here." in html
    assert 'href="https://water.example/"' in html
    assert f'data-result="page:{page.pk}"' in html
    assert html.index("The water museum") < html.index("results for")


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("why is ice cold?", "Why is ice cold"),
        ("why is ice cold", "why is ice cold?"),
        ("strasse", "Straße"),
        ("straße", "STRAßE"),
        ("Nguyễn", "nguyễn!"),
    ],
)
def test_case_and_question_marks_do_not_matter(promote, topic, first, written, typed):
    promote(written, factories.article(topic, title="Why?"))
    assert first(typed) == ["Why?"]
    assert first(f"{typed} more") == []


def test_what_is_not_public_is_not_promoted(promote, topic, reader, first):
    promote("draft", factories.article(topic, title="Why secretdraft?", publish=False))
    gone = factories.article(topic, title="Why unpublished?")
    promote("unpublished", gone)
    hidden = factories.article(topic, title="Why private?")
    promote("private", hidden)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    assert first("unpublished") == ["Why unpublished?"]
    gone.unpublish()
    for query in ("draft", "unpublished", "private"):
        assert first(query) == []
        assert "Chosen by the editors" not in reader.get(f"/search/?q={query}").content.decode()


def test_a_promotion_ends_with_its_page_and_only_the_first_page_shows_it(promote, topic, first):
    page = factories.article(topic, title="Why ice?")
    promote("ice", page)
    assert first("ice") == ["Why ice?"]
    page.delete()
    assert first("ice") == []
    assert not SearchPromotion.objects.exists()


# --- What editors do --------------------------------------------------------------------------


def test_a_row_of_the_report_leads_to_the_form_with_the_query_filled_in(ask, editor):
    ask('why is "ice" cold?')
    html = editor.get(REPORT).content.decode()
    address = re.search(rf'href="({PROMOTE}\?[^"]+)"', html)[1]
    page = editor.get(address)
    assert page.context["form"]["query_string"].value() == 'why is "ice" cold?'
    assert f'action="{PICKS}add/"' in page.content.decode()


def test_an_editor_promotes_changes_and_takes_back(ask, editor, topic, first, text):
    page = factories.article(topic, title="Why does ice float?")
    ask("cold water")
    assert editor.post(f"{PICKS}add/", form("cold water", page)).status_code == 302
    assert first("cold water") == ["Why does ice float?"]
    query = Query.objects.get(query_string="cold water")
    for address in (REPORT, f"{REPORT}query/?query=cold+water"):
        html = editor.get(address).content.decode()
        assert f'href="{PICKS}{query.pk}/"' in html
        assert "Change the promoted results" in html
        assert PROMOTE not in html
    assert "Readers see first: Why does ice float?" in text(
        editor.get(f"{REPORT}query/?query=cold+water")
    )
    assert editor.get(f"{PICKS}{query.pk}/").status_code == 200
    page.unpublish()
    assert "readers do not see it" in text(editor.get(f"{REPORT}query/?query=cold+water"))
    assert editor.post(f"{PICKS}{query.pk}/delete/").status_code == 302
    assert not SearchPromotion.objects.exists()
    assert "Promote a result for this" in text(editor.get(REPORT))


def test_a_slip_in_the_form_is_explained_and_keeps_the_query(editor, text):
    page = editor.post(f"{PICKS}add/", form("cold water"))
    assert "You must recommend a page OR an external link." in text(page)
    assert page.context["form"]["query_string"].value() == "cold water"


@pytest.mark.parametrize(("group", "may"), [("Editors", True), (None, True), ("Others", False)])
def test_editors_promote_and_who_sees_the_report_alone_only_looks(
    ask, browser_of, topic, promote, group, may
):
    ask("ice")
    ask("snow")
    page = factories.article(topic)
    number = promote("snow", page).query_id
    others = Group.objects.create(name="Others")
    others.permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "view_dailyquery"])
    )
    browser = browser_of(group)
    expected = 200 if may else 302
    for address in (
        PROMOTE,
        PICKS,
        f"{PICKS}add/",
        f"{PICKS}{number}/",
        f"{PICKS}{number}/delete/",
    ):
        assert browser.get(address).status_code == expected, address
    html = browser.get(REPORT).content.decode()
    assert ("Promote a result for this" in html) == may
    assert ("Change the promoted results" in html) == may
    assert ("Has promoted results" in html) != may
    browser.post(f"{PICKS}add/", form("rain", page))
    assert SearchPromotion.objects.filter(query__query_string="rain").exists() == may
    browser.post(f"{PICKS}{number}/delete/")
    assert SearchPromotion.objects.filter(query=number).exists() != may
    assert ("promoted-search-results" in browser.get("/admin/").content.decode()) == may


# --- Popular search terms ---------------------------------------------------------------------


@pytest.fixture
def offered(editor):
    """What the form's chooser offers: terms and how often."""

    def terms(**data):
        html = editor.get(f"{PICKS}queries/chooser/results/", data).content.decode()
        return re.findall(r'data-querystring="([^"]*)".*?<td>(\d+)</td>', html, re.S)

    return terms


@pytest.mark.both_databases
def test_the_chooser_offers_what_readers_often_search_for(ask, offered):
    ask("ice", 3), ask("ice", 4, days_ago=20)
    ask("snow", 1), ask("snow", 1, days_ago=5)
    ask("rain", 1)
    ask("hail", 50, days_ago=28)
    assert offered() == []
    popular.copy_to_wagtail()
    assert offered() == [("ice", "7"), ("snow", "2")]
    assert offered(q="no") == [("snow", "2")]


def test_what_is_no_longer_frequent_is_offered_no_more_and_leaves_no_trace(ask, offered, promote):
    row = ask("ice", 3)
    ask("snow", 2)
    promote("Rain", external_link_url="https://rain.example/", external_link_text="Rain")
    rain, kept = ask("rain", 5), Query.get("being written just now")
    popular.copy_to_wagtail()
    popular.copy_to_wagtail()
    assert offered() == [("rain", "5"), ("ice", "3"), ("snow", "2")]
    row.delete(), rain.delete()
    popular.copy_to_wagtail()
    assert offered() == [("snow", "2")]
    there = set(Query.objects.values_list("query_string", flat=True))
    assert there == {"snow", "rain", kept.query_string}
    assert SearchPromotion.objects.count() == 1


@pytest.mark.both_databases
def test_the_list_of_promotions_says_how_often_they_were_searched_for(ask, editor, promote):
    promote("ice", external_link_url="https://ice.example/", external_link_text="Ice")
    ask("ice", 12)
    popular.copy_to_wagtail()
    (row,) = editor.get(PICKS).context["object_list"]
    assert row.views == 12


def test_only_the_most_frequent_are_offered(ask, offered, monkeypatch):
    monkeypatch.setattr(popular, "MAX_QUERIES", 2)
    for number in range(2, 6):
        ask(f"query {number}", number)
    popular.copy_to_wagtail()
    assert [term for term, _ in offered()] == ["query 5", "query 4"]
    assert QueryDailyHits.objects.get(query__query_string="query 5").date == timezone.localdate()
