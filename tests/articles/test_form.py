"""The form of an article, a topic and an author, in the words of a newsroom."""

import re

import pytest

from articles.models import Author
from tests import editing, factories

pytestmark = pytest.mark.django_db


def test_the_form_of_an_article_has_its_tabs_in_the_order_of_the_work(client, topic):
    client.force_login(factories.user())
    page = factories.article(topic)
    html = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    tabs = [" ".join(tab.split()) for tab in re.findall(r'role="tab"[^>]*>\s*([^<]+)', html)]
    assert tabs == ["Article", "FAQ and sources", "Discussion", "Search and sharing", "Settings"]
    assert "Readers can comment on this article." in html
    assert html.count("data-guide-most") == 4
    assert "A slash (/) offers headings, lists and links." in html
    assert "Change the discussion’s settings" in html


@pytest.mark.parametrize("kind", ["article", "topic"])
def test_no_label_is_a_programmers_word(client, topic, kind):
    client.force_login(factories.user())
    page = factories.article(topic) if kind == "article" else topic
    html = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    form = html.partition('id="page-edit-form"')[2].partition("</form>")[0]
    assert "Title in search results" in form
    for word in ("Meta description", "Title tag", "[my-slug]", "alias", "Slug"):
        assert word not in form, word


def test_the_address_of_a_new_author_comes_from_the_name(editor):
    Author.objects.create(name="Nguyễn Minh Châu", slug="nguyen-minh-chau")
    address = "/admin/snippets/articles/author/add/"
    fields = {"name": "Nguyễn Minh Châu", "biography": editing.draftail("Writes.")}
    assert editor.post(address, fields).status_code == 302
    assert Author.objects.filter(slug="nguyen-minh-chau-2").exists()
    assert "w-sync#apply" in editor.get(address).content.decode()
    # Later it stays, whatever the name becomes.
    author = Author.objects.get(slug="nguyen-minh-chau-2")
    edit = editor.get(f"/admin/snippets/articles/author/edit/{author.pk}/").content.decode()
    assert "w-sync#apply" not in edit
