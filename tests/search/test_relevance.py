"""Whether readers find the right one of the demo's articles: questions written before any tuning."""

from io import StringIO

import pytest
from django.core.management import call_command

from search import answers, asking, queries, results, spelling, synonyms
from search.models import Document

from .questions import ANSWERS, QUESTIONS, SPELLING

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture(scope="module")
def demo(shared_db):
    """The demo's articles, loaded once."""
    with shared_db():
        call_command("load_demo", stdout=StringIO())
        return {
            document.pk: document.page.slug
            for document in Document.objects.filter(page__isnull=False).select_related("page")
        }


@pytest.fixture
def ask(demo):
    def found(text):
        question = asking.parse(asking.normalise(text), synonyms.current())
        return question, queries.find(question)

    return found


def test_nine_of_ten_questions_find_their_article_first_and_all_among_three(demo, ask):
    places = {}
    for text, slug in QUESTIONS:
        _, found = ask(text)
        titles = [demo.get(hit.pk) for hit in found.hits]
        places[text] = titles.index(slug) + 1 if slug in titles else None
    assert len(places) >= 40
    later = [text for text, place in places.items() if place is None or place > 3]
    assert not later
    first = [text for text, place in places.items() if place == 1]
    assert len(first) >= 0.9 * len(places), sorted(set(places) - set(first))


@pytest.mark.parametrize(("text", "right"), ANSWERS)
def test_a_question_of_the_faq_or_nearly_shows_its_answer(ask, text, right):
    question, found = ask(text)
    answer = answers.nearest(question, results.shown([hit.pk for hit in found.hits[:10]]))
    assert answer is not None
    assert answer.question == right


@pytest.mark.parametrize(
    "text", ["ice", "berlin", "the moon and the tides", "why", "history of the alphabet"]
)
def test_other_searches_show_no_answer_box(ask, text):
    question, found = ask(text)
    assert not answers.nearest(question, results.shown([hit.pk for hit in found.hits[:10]]))


@pytest.mark.parametrize(("wrong", "right"), SPELLING)
def test_a_misspelt_word_is_put_right(ask, wrong, right):
    question, found = ask(wrong)
    assert spelling.corrected(question, found) == right
