"""Somebody saves an article that a colleague, or a job, has deleted meanwhile."""

import re
from html import unescape

import pytest
from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

from articles.models import ArticlePage
from tests import editing, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(editor, topic):
    """What an editor has typed into the form of an article that is gone."""
    author = factories.author("Jane Quillfeather")
    article = factories.article(topic, title="Why do bees hum?", authors=[author])
    address = f"/admin/pages/{article.pk}/edit/"
    html = editor.get(address).content.decode()
    data = querydict_from_html(editing._form(html, "page-edit-form"), form_id="page-edit-form")
    data.update(editing.article_streams(editing.question("How?", "By <b>shivering</b>.")))
    data["title"] = "Why do bees <em>hum</em>?"
    data["action-publish"] = "publish"
    colleague = factories.user(username="robin")
    Page.objects.get(pk=article.pk).delete(user=colleague)
    return address, data


def test_what_was_typed_is_kept_and_becomes_a_new_page(editor, topic, form, text):
    address, data = form
    answer = editor.post(address, data)
    assert answer.status_code == 410
    assert "robin deleted this page on" in text(answer)
    html = answer.content.decode()
    assert "<em>hum" not in html
    assert "By &lt;b&gt;shivering&lt;/b&gt;." in html
    start = html[html.index('action="/admin/deleted-pages/') :].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', start)
    kept = {name: unescape(value) for name, value in hidden}
    kept["parent_again"] = str(topic.pk)
    again = editor.post(start.split('"')[1], kept)
    assert again.status_code == 307
    assert again["Location"] == f"/admin/pages/add/articles/articlepage/{topic.pk}/"
    made = editor.post(again["Location"], kept)
    assert made.status_code == 302, text(made)
    page = ArticlePage.objects.get()
    assert (page.title, page.live) == (data["title"], False)
    latest = page.get_latest_revision_as_object()
    assert [link.author.name for link in latest.article_authors.all()] == ["Jane Quillfeather"]
    assert latest.faq[0].value["question"] == "How?"


def test_what_saves_by_itself_is_told_in_words(editor, form):
    address, data = form
    answer = editor.post(address, data, HTTP_ACCEPT="application/json")
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "invalid_revision"
    assert "robin deleted this page on" in answer.json()["error_message"]


def test_a_new_page_goes_only_where_the_person_may_add_one(editor, topic, form, text):
    kind = (
        topic.content_type_id
    )  # topics stand below the front page, say, where editors may add them
    for chosen in ("", "x", "999999", "1"):
        where = f"/admin/deleted-pages/{kind}/again/"
        assert editor.post(where, {"parent_again": chosen}).status_code == 404
    assert editor.get("/admin/pages/999999/edit/").status_code == 404
    assert editor.post("/nowhere/at/all/").status_code == 404
