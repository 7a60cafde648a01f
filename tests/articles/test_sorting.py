"""Topics are sorted by hand while they are small."""

import pytest

from articles.models import topic as topics
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(monkeypatch, topic):
    """A topic with more pages than can be sorted."""
    monkeypatch.setattr(topics, "MAX_TO_SORT", 3)
    monkeypatch.setattr("articles.wagtail_hooks.MAX_TO_SORT", 3)
    for _ in range(4):
        factories.article(topic)
    topic.refresh_from_db()
    return topic


def listing(editor, page, ordering=""):
    return editor.get(f"/admin/pages/{page.pk}/", {"ordering": ordering} if ordering else {})


def test_a_small_topic_is_sorted_as_wagtail_does(editor, topic, article):
    topic.refresh_from_db()
    assert f"/admin/pages/{topic.pk}/?ordering=ord" in listing(editor, topic).content.decode()
    assert article.title in listing(editor, topic, "ord").content.decode()


def test_a_large_topic_does_not_offer_to_be_sorted(editor, home, large):
    for page in (large, home):
        assert (
            f"/admin/pages/{large.pk}/?ordering=ord" not in listing(editor, page).content.decode()
        )


def test_the_address_of_sorting_a_large_topic_says_why_it_cannot_be(editor, large):
    answer = listing(editor, large, "ord")
    assert "cannot be sorted by hand" in answer.content.decode()
    assert not answer.context["object_list"]


def test_a_page_of_a_large_topic_keeps_its_place(editor, large):
    first, second = large.get_children()[:2]
    answer = editor.post(f"/admin/pages/{second.pk}/set_position/?position=0")
    assert answer.status_code == 302  # Wagtail's answer to what is not allowed
    assert list(large.get_children()[:2]) == [first, second]
