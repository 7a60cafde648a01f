"""Words that mean the same, by an editor's list or in British and American spelling."""

import pytest

from search import spellings, words
from search.models import Document, SynonymGroup
from tests import factories
from tests.factories import section

pytestmark = pytest.mark.both_databases


def text_of(topic, title, text):
    return factories.article(topic, title=title, body=[section("Text", ("paragraph", text))])


@pytest.fixture
def war(topic):
    """One article in words that nobody types, and one that has these words apart."""
    text_of(topic, "Why apart?", "<p>A second union of the world, a war, a soviet, part ii.</p>")
    page = text_of(topic, "Why tanks?", "<p>The Soviet Union built tanks in World War II.</p>")
    return page.title


@pytest.mark.parametrize(
    "query",
    ["WWII", "ww2", "WW II", "USSR", "U.S.S.R.", "ussr in wwii", "USSR tanks WW2", "tanks of WW2"],
)
def test_a_search_finds_what_means_the_same(war, found, query):
    assert found(query) == [war]


@pytest.mark.parametrize(
    ("written", "query"),
    [("the USSR", "Soviet Union"), ("the U.S.S.R.", "soviet union"), ("the Soviet Union", "U.S.S.R."),
     ("WWII", "second world war"), ("WW2", "WWII"), ("World War Two", "Second World War"),
     ("colour", "color"), ("harbors", "harbour"), ("theatre", "theaters"), ("catalog", "catalogues"),
     ("organisation", "organizations"), ("civilization", "civilisations"), ("realised", "realize"),
     ("plow", "ploughing"), ("grey", "gray"), ("archeology", "archaeologists"), ("learnt", "learned")],
)  # fmt: skip
def test_each_is_found_by_the_other(topic, found, written, query):
    text_of(topic, "Why so?", f"<p>Here it says {written} once.</p>")
    text_of(topic, "Why else?", "<p>Here is another text.</p>")
    assert found(query) == ["Why so?"]


def test_what_means_the_same_ranks_the_same(topic, reader):
    for number, name in enumerate(("USSR", "Soviet Union")):
        factories.article(topic, title=f"Why the {name}?", days_ago=number)
    text_of(topic, "Why other unions?", "<p>A soviet of a union, a soviet.</p>")
    for query in ("ussr", "soviet union"):
        hits = [
            result.document.title
            for result in reader.get("/search/", {"q": query}).context["results"]
        ]
        assert set(hits[:2]) == {"Why the USSR?", "Why the Soviet Union?"}, query


def test_the_words_that_mean_the_same_are_marked_together(war, reader):
    content = reader.get("/search/", {"q": "wwii ussr"}).content.decode()
    assert "The <mark>Soviet Union</mark> built tanks in <mark>World War II</mark>." in content


def test_a_word_of_the_list_is_not_called_unknown(war, reader, text):
    assert "No page on this site" not in text(reader.get("/search/", {"q": "tanks of the ussr"}))
    assert "No page on this site contains the word “EU”." in text(
        reader.get("/search/", {"q": "tanks of the EU"})
    )


def test_quotation_marks_and_a_minus_are_taken_literally(war, found):
    assert found('"ussr"') == []
    assert set(found("tanks -ussr")) == {war}


def test_an_editors_list_is_followed_at_once_and_nothing_is_indexed_again(topic, found):
    text_of(topic, "Why moths?", "<p>Nocturnal insects fly to light.</p>")
    before = list(Document.objects.values_list("stems", flat=True))
    assert found("night bugs") == []
    group = SynonymGroup.objects.create(words="night bugs, nocturnal insects")
    assert found("night bugs") == ["Why moths?"]
    group.words = "day bugs, nocturnal insects"
    group.save()
    assert found("night bugs") == []
    assert found("day bugs") == ["Why moths?"]
    group.delete()
    assert found("day bugs") == []
    assert list(Document.objects.values_list("stems", flat=True)) == before


def test_a_question_of_the_faq_is_answered_in_other_words(topic, reader):
    faq = [factories.question("Did the Soviet Union trade with Japan?", "<p>It did.</p>")]
    factories.article(topic, title="Why so?", faq=faq)
    answer = reader.get("/search/", {"q": "did the ussr trade with japan"}).context["answer"]
    assert answer.text == "It did."


def test_a_hundred_lists_cost_as_many_queries_as_ten(war, reader, django_assert_max_num_queries):
    SynonymGroup.objects.bulk_create(
        SynonymGroup(words=f"tank, vehicle {number}, armour {number}") for number in range(100)
    )
    reader.get("/search/", {"q": "warm"})
    with django_assert_max_num_queries(10):
        reader.get("/search/", {"q": "tanks"})


def test_no_pair_of_spellings_is_superfluous_or_a_word_with_another_meaning():
    pairs = [tuple(map(words.stem, pair.split("/"))) for pair in spellings.PAIRS.split()]
    stems = [stem for pair in pairs for stem in pair]
    assert sorted(stems) == sorted(set(stems))
    for word in ("four", "hour", "rise", "prize", "size", "wise", "tired", "story", "check"):
        assert spellings.other(word) is None
