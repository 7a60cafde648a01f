"""What is suggested while a reader types."""

import pytest

from search import suggesting
from tests import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def suggest(reader):
    def titles(query):
        answer = reader.get("/search/suggest/", {"q": query})
        assert answer.status_code == 200
        return [entry["title"] for entry in answer.json()["suggestions"]]

    return titles


@pytest.fixture
def titles(topic):
    names = [
        "Why did the Soviet Union join?",
        "Why does ice float?",
        "Why is tiếng Việt written so?",
    ]
    for title in names:
        factories.article(topic, title=title)
    return names


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("so", 0), ("sov", 0), ("why did the so", 0), ("SOVIÊT un", 0), ("union jo", 0), ("ice f", 1),
     ("floats", None), ("float", 1), ("tieng v", 2), ("việt", 2), ("ice ", 1)],
)  # fmt: skip
def test_titles_with_the_words_typed_so_far_are_suggested(titles, suggest, typed, expected):
    assert suggest(typed) == ([titles[expected]] if expected is not None else [])


def test_words_before_the_last_find_a_title_that_goes_on_with_a_rare_or_a_small_word(
    topic, suggest, monkeypatch
):
    monkeypatch.setattr(suggesting, "MAX_ENDINGS", 1)
    for title in ("Why tolls?", "Why are tolls paid?", "Why do whales topple?"):
        factories.article(topic, title=title)
    assert suggest("whales to") == ["Why do whales topple?"]
    factories.article(topic, title="Why are whales of use?")
    assert suggest("whales of") == ["Why are whales of use?"]


@pytest.mark.parametrize("typed", ["", " ", "s", "xyz", "-", '"', "ice xyz", "\0", "*"])
def test_what_begins_nothing_suggests_nothing(titles, suggest, typed):
    assert suggest(typed) == []


def test_the_beginning_of_a_question_suggests_the_newest_that_begin_so(titles, suggest):
    assert suggest("why") == titles[::-1]
    assert suggest("why does") == [titles[1]]
    assert suggest("whose") == []


def test_topics_and_authors_are_suggested_as_what_they_are(reader, topic):
    factories.author("Histrion Quill")
    found = reader.get("/search/suggest/", {"q": "hist"}).json()["suggestions"]
    assert {(entry["title"], entry["label"]) for entry in found} == {
        ("History", "Topic"),
        ("Histrion Quill", "Author"),
    }
    assert all(reader.get(entry["url"]).status_code == 200 for entry in found)


def test_a_title_that_begins_as_typed_comes_first(topic, suggest):
    factories.article(topic, title="Floods: why?")
    factories.article(topic, title="Why the floods?")
    assert suggest("flood") == ["Floods: why?", "Why the floods?"]


def test_no_more_than_eight(topic, suggest):
    for number in range(10):
        factories.article(topic, title=f"Why walrus {number}?")
    assert len(suggest("walr")) == 8


@pytest.mark.parametrize(
    "typed", ["wwii", "ww2", "WWII tanks r", "second world war", "u.s.s.r.", "ussr"]
)
def test_synonyms_suggest_titles_with_the_other_words(topic, suggest, typed):
    title = "Why did the Soviet Union build tanks for tank rides in World War II?"
    factories.article(topic, title=title)
    factories.article(topic, title="Why is the world at war with itself?")
    assert suggest(typed) == [title]


def test_the_other_spelling_of_a_word_is_suggested(topic, suggest):
    factories.article(topic, title="Why are harbors grey?")
    assert suggest("harbour") == suggest("gray harb") == ["Why are harbors grey?"]


def test_suggestions_may_be_kept(reader, titles):
    answer = reader.get("/search/suggest/", {"q": "so"})
    assert "public" in answer["Cache-Control"]
    assert "max-age=300" in answer["Cache-Control"]
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_four_queries_however_many_titles(topic, suggest, django_assert_max_num_queries):
    for number in range(10):
        factories.article(topic, title=f"Why walrus {number}?")
    suggest("warm")  # the editors' synonyms, kept in the cache
    with django_assert_max_num_queries(5):
        suggest("walr")
