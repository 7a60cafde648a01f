"""Words that most pages have, and single letters: what they find alone and beside others."""

import pytest

from home.models import HomePage
from tests import factories
from tests.factories import section

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module", autouse=True)
def _shelf(shared_db):
    """Twenty articles that all speak of a day, one of them of D-Day."""
    with shared_db():
        topic = factories.topic(HomePage.objects.get())
        said = {f"Why {number}?": f"Each day, and d, and c {number}." for number in range(20)}
        for title, words in (said | {"Why landings?": "On D-Day they came. A day."}).items():
            text = section("Text", ("paragraph", f"<p>{words}</p>"))
            factories.article(topic, title=title, body=[text])


@pytest.mark.parametrize(
    "query", ["insomnia day", "vitamin c", "the day of xylophones", "plan d for"]
)
def test_a_word_that_most_pages_have_or_a_single_letter_finds_nothing_alone(db, found, query):
    assert found(query) == []


@pytest.mark.parametrize("query", ["day", "d", "c", "d c"])
def test_but_what_is_asked_for_alone_is_found(db, found, query):
    assert len(found(query)) == 10


@pytest.mark.parametrize("query", ["D-Day", "d-day", "D‑Day", "what was D-Day"])
def test_a_compound_with_a_single_letter_is_one_word(db, found, query):
    assert found(query) == ["Why landings?"]
