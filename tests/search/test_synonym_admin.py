"""How editors keep the lists of words that mean the same: who may, and what a list would change."""

import pytest

from search.models import DailyQuery, SynonymGroup
from tests import factories
from tests.factories import section

LIST = "/admin/synonyms/"
NEW = f"{LIST}new/"
TRY = {"action-try": "1"}


@pytest.fixture
def moths(topic):
    body = [section("Text", ("paragraph", "<p>Nocturnal insects fly to light.</p>"))]
    return factories.article(topic, title="Why moths?", body=body)


@pytest.fixture
def night():
    SynonymGroup.objects.all().delete()
    return SynonymGroup.objects.create(words="night bugs, nocturnal insects")


@pytest.mark.parametrize(("group", "may"), [("Editors", True), (None, True), ("Moderators", False)])
def test_who_may_promote_results_may_change_the_lists(browser_of, night, group, may):
    browser, expected = browser_of(group), 200 if may else 302
    edit, delete = f"{LIST}edit/{night.pk}/", f"{LIST}delete/{night.pk}/"
    for address in (LIST, NEW, edit, delete):
        assert browser.get(address).status_code == expected, address
    browser.post(NEW, {"words": "moth, butterfly"})
    assert SynonymGroup.objects.filter(words="moth, butterfly").exists() == may
    browser.post(edit, {"words": "night moths, nocturnal insects"})
    assert SynonymGroup.objects.filter(words__startswith="night moths").exists() == may
    browser.post(delete)
    assert SynonymGroup.objects.filter(pk=night.pk).exists() != may
    assert (LIST in browser.get("/admin/").content.decode()) == may


def test_some_lists_are_there_from_the_beginning(editor):
    html = editor.get(LIST).content.decode()
    assert "WWII, WW2" in html
    assert "Soviet Union, USSR" in html


@pytest.mark.both_databases
def test_an_editor_sees_what_a_new_list_would_change_before_it_is_saved(
    ask, editor, moths, found, text
):
    ask("night bugs", 7, found=0), ask("night bugs", 2, days_ago=3), ask("moths", 4)
    page = editor.post(NEW, {"words": "night bugs, nocturnal insects"} | TRY)
    assert page.status_code == 200
    words = text(page)
    assert "It concerns 1 of the 2 different queries" in words
    assert "night bugs 9 0 1 – Why moths?" in words
    assert 'value="night bugs, nocturnal insects"' in page.content.decode()
    assert not SynonymGroup.objects.filter(words__contains="bugs").exists()
    assert found("night bugs") == []
    editor.post(NEW, {"words": "night bugs, nocturnal insects"})
    assert found("night bugs") == ["Why moths?"]


def test_an_editor_sees_what_a_change_takes_away(ask, editor, moths, night, text):
    ask("night bugs", 7)
    edit = f"{LIST}edit/{night.pk}/"
    words = text(editor.post(edit, {"words": "night moths, nocturnal insects"} | TRY))
    assert "night bugs 7 1 0 Why moths? –" in words
    night.refresh_from_db()
    assert night.words == "night bugs, nocturnal insects"


def test_a_list_that_changes_nothing_says_so(ask, editor, moths, text):
    ask("moths", 4)
    assert "It would change nothing" in text(editor.post(NEW, {"words": "ab, cd"} | TRY))


@pytest.mark.both_databases
def test_a_trial_costs_as_many_queries_for_many_searches_as_for_twenty(
    ask, editor, moths, django_assert_max_num_queries
):
    for number in range(60):
        ask(f"night bugs {number}", 1)
    with django_assert_max_num_queries(130):
        page = editor.post(NEW, {"words": "night bugs, nocturnal insects"} | TRY)
    assert len(page.context["trial"].shown) == 20
    assert page.context["trial"].concerned == 60


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("night bugs", "at least two words"),
        ("Color, colors", "“Color” and “colors” are the same word to the search"),
        ("C++, C", "“C++” and “C” are the same word to the search: signs,"),
        ("C, c#, C++", "“C”, “c#” and “C++” are the same word to the search"),
        ("C++, C++", "at least two words"),
        ("who, World Health Organization", "“who” cannot stand in a list"),
        ("bugs, ?!", "There is no word in “?!”"),
        ("bugs, one two three four five six seven", "is too long"),
        (", ".join(f"bug {n}" for n in range(20)), "12 entries at most"),
        ("bugs, Nocturnal Insect", "is in another list already: night bugs, nocturnal insects"),
    ],
)
@pytest.mark.parametrize("button", [{}, TRY])
def test_what_would_make_searches_worse_is_refused_with_a_sentence(
    editor, night, text, typed, said, button
):
    page = editor.post(NEW, {"words": typed} | button)
    assert page.status_code == 200
    assert said in text(page)
    assert SynonymGroup.objects.count() == 1


@pytest.mark.parametrize(("number", "said"), [(1, "1 list"), (10, "10 lists")])
def test_what_is_counted_are_lists(editor, text, number, said):
    SynonymGroup.objects.all().delete()
    for one in range(number):
        SynonymGroup.objects.create(words=f"word {one}, other {one}")
    words = text(editor.get(LIST))
    assert f"{said} of words that mean the same" in words
    assert f"{number} words that" not in words
    assert "New: List of words that mean the same" in text(editor.get(NEW))


def test_a_trial_has_right_sentences_for_no_search_and_for_one(ask, editor, moths, text):
    def tried():
        return text(editor.post(NEW, {"words": "night bugs, nocturnal insects"} | TRY))

    assert "No search has been recorded yet" in tried()
    ask("moths", 4)
    assert "It would change nothing in the only query that was recorded" in tried()
    DailyQuery.objects.all().delete()
    ask("night bugs", 2)
    assert "It concerns the only query that was recorded" in tried()


def test_a_list_is_kept_tidy(editor):
    editor.post(NEW, {"words": " night   bugs;nocturnal insects ,, Night bug"})
    assert SynonymGroup.objects.filter(words="Night bug, nocturnal insects").exists()
