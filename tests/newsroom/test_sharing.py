"""A link with which somebody without an account reads a draft."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.models import SharedDraft
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(topic):
    return factories.article(topic, "Why secret?", publish=False)


def share(editor, page, **fields) -> SharedDraft:
    answer = editor.post(f"/admin/newsroom/share/{page.pk}/", {"days": "7", "reader": ""} | fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return SharedDraft.objects.latest("pk")


def test_whoever_has_the_link_reads_the_newest_draft(editor, reader, draft):
    link = share(editor, draft, reader="Ruth <b>")
    address = link.get_absolute_url()
    listed = editor.get(f"/admin/newsroom/share/{draft.pk}/").content.decode()
    assert address in listed
    assert "Ruth &lt;b&gt;" in listed
    assert "Why secret?" in reader.get(address).content.decode()
    draft.title = "Why still secret?"
    draft.save_revision()
    answer = reader.get(address)
    html = answer.content.decode()
    assert "Why still secret?" in html
    assert "This is a draft." in html
    assert reader.get(draft.get_url()).status_code == 404
    # Nothing on the way keeps it, no search engine lists it, no other site learns the address.
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"


def test_changes_of_a_published_article_are_read_and_not_published(editor, reader, article):
    link = share(editor, article)
    article.title = "Why changed?"
    article.save_revision()
    assert "Why changed?" in reader.get(link.get_absolute_url()).content.decode()
    assert "Why changed?" not in reader.get(article.url).content.decode()


def ends_by_time(link, editor):
    SharedDraft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def is_taken_back(link, editor):
    editor.post(f"/admin/newsroom/share/{link.page_id}/", {"take_back": link.pk})


def loses_its_maker(link, editor):
    type(link.made_by).objects.filter(pk=link.made_by_id).update(is_active=False)


def takes_its_makers_right(link, editor):
    link.made_by.groups.clear()


def loses_its_page(link, editor):
    link.page.delete()


@pytest.mark.parametrize(
    "end", [ends_by_time, is_taken_back, loses_its_maker, takes_its_makers_right, loses_its_page]
)
def test_a_link_ends_in_words(editor, reader, draft, end):
    link = share(editor, draft)
    address = link.get_absolute_url()
    end(link, editor)
    answer = reader.get(address)
    assert answer.status_code == 404
    assert "This link works no more" in answer.content.decode()
    assert "Why secret?" not in answer.content.decode()


@pytest.mark.parametrize("changed", ["x", "MQ:1", ":", "%00", "é"])
def test_a_made_up_link_opens_nothing(reader, editor, draft, changed):
    share(editor, draft)
    assert reader.get(f"/_draft/{changed}/").status_code == 404


def test_only_editors_of_the_page_make_links(draft, reader):
    stranger = Client()
    stranger.force_login(factories.user("Moderators"))
    for client in (stranger, reader):
        assert client.get(f"/admin/newsroom/share/{draft.pk}/").status_code == 302
        client.post(f"/admin/newsroom/share/{draft.pk}/", {"days": "7", "reader": ""})
    assert SharedDraft.objects.count() == 0


def test_a_link_of_another_page_cannot_be_taken_back(editor, draft, article):
    link = share(editor, draft)
    editor.post(f"/admin/newsroom/share/{article.pk}/", {"take_back": link.pk})
    assert SharedDraft.objects.valid().count() == 1


def test_the_editor_of_a_page_leads_there(editor, draft):
    html = editor.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert f"/admin/newsroom/share/{draft.pk}/" in html
