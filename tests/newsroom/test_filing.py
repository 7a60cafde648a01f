"""What is uploaded for an article is proposed for the collection of its topic."""

import re

import pytest
from wagtail.models import Collection

from tests import factories

pytestmark = pytest.mark.django_db

CHOSEN = re.compile(r'<option value="(\d+)" selected>')


def proposed(client, chooser, path) -> str:
    """The name of the collection that the form for an upload in a dialog has chosen."""
    answer = client.get(f"/admin/{chooser}/chooser/", HTTP_REFERER=f"http://testserver{path}")
    chosen = CHOSEN.findall(answer.json()["html"])
    return ", ".join(Collection.objects.filter(pk__in=chosen).values_list("name", flat=True))


@pytest.mark.parametrize("chooser", ["images", "documents"])
def test_in_the_editor_of_an_article_it_is_the_one_of_its_topic(editor, topic, chooser):
    below = factories.topic(topic, "Antiquity")
    article = factories.article(below, "Why?")
    edit = f"/admin/pages/{article.pk}/edit/"
    assert proposed(editor, chooser, edit) == "Antiquity"
    assert proposed(editor, chooser, edit) == "Antiquity"
    new = f"/admin/pages/add/articles/articlepage/{topic.pk}/"
    assert proposed(editor, chooser, new) == "History"
    assert Collection.objects.count() == 3
    for elsewhere in ("/admin/", "/admin/pages/99999/edit/", f"/admin/pages/{below.pk}/"):
        assert proposed(editor, chooser, elsewhere) in ("", "Root")
    assert Collection.objects.count() == 3


def test_it_is_called_as_the_topic_is(editor, chief, topic):
    article = factories.article(topic, "Why?")
    edit = f"/admin/pages/{article.pk}/edit/"
    proposed(editor, "images", edit)
    topic.title = "The past"
    factories.published_as_an_editor(topic)
    assert proposed(editor, "images", edit) == "The past"


def test_a_collection_that_was_deleted_is_made_again(editor, topic):
    edit = f"/admin/pages/{factories.article(topic).pk}/edit/"
    proposed(editor, "images", edit)
    Collection.objects.get(name="History").delete()
    assert proposed(editor, "images", edit) == "History"
