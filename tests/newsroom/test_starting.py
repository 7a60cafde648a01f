"""*New article*: from the dashboard, a topic, a published page; with an outline or empty."""

import pytest
from django.test import Client

from articles.models import ArticlePage
from newsroom.models import Outline
from tests import editing, factories

pytestmark = pytest.mark.django_db

NEW = "/admin/newsroom/new/"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_one_chooses_a_topic_and_an_outline(editor, topic):
    inner = factories.topic(topic, "Wars")
    html = editor.get(NEW).content.decode()
    assert "History</option>" in html
    assert "– Wars</option>" in html
    outline = Outline.objects.get(name="Explainer")
    assert "What followed" in html
    answer = editor.post(NEW, {"topic": inner.pk, "outline": outline.pk})
    assert answer.url == f"{NEW}{outline.pk}/{inner.pk}/"
    answer = editor.post(NEW, {"topic": inner.pk, "outline": ""})
    assert answer.url == f"/admin/pages/add/articles/articlepage/{inner.pk}/"


def test_the_topic_of_the_last_article_is_chosen_already(home, topic):
    user = factories.user("Editors")
    editor = signed_in(user)
    last = factories.topic(home, "Nature")
    factories.article(last, owner=user)
    assert f'value="{last.pk}" selected' in editor.get(NEW).content.decode()
    asked = editor.get(f"{NEW}?topic={topic.pk}").content.decode()
    assert f'value="{topic.pk}" selected' in asked


@pytest.mark.parametrize("asked", ["", "0", "x", "999999"])
def test_a_wrong_topic_is_refused_in_words(editor, topic, asked):
    answer = editor.post(NEW, {"topic": asked, "outline": ""})
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()


def test_a_site_without_topics_says_what_is_missing(editor, home):
    assert "There is no topic yet" in editor.get(NEW).content.decode()


def test_an_outline_fills_the_editor_and_stores_nothing(editor, topic):
    for outline in Outline.objects.all():
        answer = editor.get(f"{NEW}{outline.pk}/{topic.pk}/")
        page = answer.context["form"].instance
        assert [section.value["heading"] for section in page.body] == outline.headings
        assert len(page.faq) == len(outline.faq)
        # Wagtail's own view takes what is written.
        assert answer.context["form"].instance.pk is None
    assert ArticlePage.objects.count() == 0


def test_whoever_begins_an_article_is_in_its_byline(topic):
    user = factories.user("Editors")
    author = factories.author(user=user)
    answer = signed_in(user).get(f"/admin/pages/add/articles/articlepage/{topic.pk}/")
    assert [link.author for link in answer.context["form"].instance.article_authors.all()] == [
        author
    ]


def test_after_publishing_one_stands_on_the_article(editor, topic):
    page = factories.article(topic)
    answer = editing.edit(editor, page)
    assert answer.url == f"/admin/pages/{page.pk}/edit/"
    assert "View live" in editor.get(answer.url).content.decode()


def test_a_published_page_leads_to_a_new_article_of_its_topic(editor, topic, article):
    for page in (article, topic):
        assert f"{NEW}?topic={topic.pk}" in editor.get(page.url).content.decode()


def test_moderators_begin_nothing(topic):
    assert signed_in(factories.user("Moderators")).get(NEW).status_code == 302


def test_an_outline_may_have_empty_blocks(admin_client):
    fields = {"name": "Portrait", "description": "", **editing.article_streams()}
    fields = {name: value for name, value in fields.items() if not name.startswith("sources")}
    answer = admin_client.post("/admin/outlines/new/", fields)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Outline.objects.get(name="Portrait")
