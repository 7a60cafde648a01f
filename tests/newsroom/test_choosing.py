"""The dialog for choosing a page opens where somebody works."""

import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db

CHOICE = re.compile(r'data-id="(\d+)"|choose-page/(\d+)/')


def offered(client, path="", on="", **query) -> set[int]:
    """The numbers of the pages in the dialog, opened on a page of the admin."""
    answer = client.get(f"/admin/choose-page/{path}", query, HTTP_REFERER=f"http://testserver{on}")
    table = answer.json()["html"].partition("<tbody")[2]
    return {int(one or other) for one, other in CHOICE.findall(table)}


def test_beside_the_page_that_is_written(editor, topic):
    one, other = factories.article(topic, "Why?"), factories.article(topic, "Why else?")
    beside = {one.pk, other.pk}
    assert beside <= offered(editor, on=f"/admin/pages/{one.pk}/edit/")
    assert beside <= offered(editor, on=f"/admin/pages/add/articles/articlepage/{topic.pk}/")
    assert offered(editor, f"{topic.pk}/", on=f"/admin/pages/{other.pk}/edit/") >= beside


def test_on_the_front_page_where_nothing_is_written(editor, topic):
    article = factories.article(topic, "Why?")
    for on in ("", "/admin/redirects/add/", "/admin/pages/99999/edit/"):
        found = offered(editor, on=on)
        assert topic.pk in found
        assert article.pk not in found


def test_a_page_that_goes_is_no_answer_to_where_its_address_leads(editor, topic):
    one, other = factories.article(topic, "Why?"), factories.article(topic, "Why else?")
    for action in ("delete", "unpublish"):
        found = offered(editor, on=f"/admin/pages/{one.pk}/{action}/")
        assert other.pk in found
        assert one.pk not in found
