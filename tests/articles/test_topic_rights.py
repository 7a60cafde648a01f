"""Editors write below topics. The topics themselves are for editors-in-chief."""

import pytest
from django.test import Client

from articles.models import TopicPage
from restoring.models import DeletedPage
from tests import editing, factories

pytestmark = pytest.mark.django_db


def signed_in(role) -> Client:
    client = Client()
    client.force_login(factories.user(role))
    return client


@pytest.fixture(params=["Editors", "Editors-in-chief"])
def role(request):
    return request.param


def test_who_changes_publishes_moves_and_deletes_a_topic(role, home, topic):
    client, is_chief = signed_in(role), role == "Editors-in-chief"
    address = f"/admin/pages/{topic.pk}/"
    for action in ("edit", "unpublish", "delete", "move", "copy", "privacy"):
        assert (client.get(f"{address}{action}/").status_code == 200) == is_chief, action
    listed = client.get(f"/admin/pages/{home.pk}/").content.decode()
    assert (f"{address}edit/" in listed) == is_chief
    # Their articles are theirs all the same.
    article = factories.article(topic, "Why?")
    assert client.get(f"/admin/pages/{article.pk}/edit/").status_code == 200


def test_who_makes_one(role, home, topic):
    client, is_chief = signed_in(role), role == "Editors-in-chief"
    address = f"/admin/pages/add/articles/topicpage/{home.pk}/"
    fields = {"title": "Science", "action-publish": "publish"}
    if not is_chief:
        assert client.get(address).status_code == 302
        client.post(address, fields | {"slug": "science"})
        assert not TopicPage.objects.filter(title="Science").exists()
        # Below a topic there is nothing to choose.
        choice = client.get(f"/admin/pages/{topic.pk}/add_subpage/")
        assert choice["Location"] == f"/admin/pages/add/articles/articlepage/{topic.pk}/"
        offered = client.get(f"/admin/pages/{home.pk}/add_subpage/", follow=True).content.decode()
        assert "/add/articles/topicpage/" not in offered
        return
    assert editing.sent(client, address, "page-edit-form", **fields).status_code == 302
    assert TopicPage.objects.get(title="Science").live
    choice = client.get(f"/admin/pages/{topic.pk}/add_subpage/").content.decode()
    assert "/add/articles/topicpage/" in choice


def test_who_brings_one_back(role, home, topic, text):
    signed_in(None).post(f"/admin/pages/{topic.pk}/delete/")
    kept = DeletedPage.objects.get()
    answer = signed_in(role).post(
        f"/admin/deleted-pages/{kept.pk}/", {"place": home.pk}, follow=True
    )
    if role == "Editors-in-chief":
        assert "is back as a draft" in text(answer)
    else:
        assert "Topics are brought back by editors-in-chief." in text(answer)
        assert not TopicPage.objects.exists()


def test_an_administrator_may_give_it_to_others(role, topic):
    page = signed_in(None).get("/admin/groups/new/").content.decode()
    assert "Can change topic" in page
