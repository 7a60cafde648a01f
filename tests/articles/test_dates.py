"""The date in the byline is the day on which readers first saw the article, or the editor's choice."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import ArticlePage
from tests import editing, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def days_ago(monkeypatch):
    """Sets the clock back by so many days; 0 is the real time."""
    real = timezone.now

    def back(days):
        monkeypatch.setattr(timezone, "now", lambda: real() - timedelta(days=days))

    return back


@pytest.fixture
def draft(editor, topic, days_ago):
    """Writes an article a month ago, and returns it."""

    def write(**fields):
        days_ago(30)
        fields |= editing.article_streams()
        fields |= {
            "title": "Why wait?",
            "slug": "why-wait",
            "short_answer": editing.draftail("So."),
        }
        address = f"/admin/pages/add/articles/articlepage/{topic.pk}/"
        editing.sent(editor, address, "page-edit-form", **fields)
        days_ago(0)
        return ArticlePage.objects.get()

    return write


def test_a_draft_that_lay_for_a_month_is_new_on_the_day_it_is_published(
    editor, reader, topic, draft
):
    page = draft()
    for number in range(15):
        factories.article(topic, published_on=timezone.localdate() - timedelta(days=5 + number))
    editing.edit(editor, page, title="Why wait any longer?")
    page.refresh_from_db()
    assert page.published_on == timezone.localdate()
    assert "Why wait any longer?" in reader.get("/").content.decode()
    item = ElementTree.fromstring(reader.get("/feed/").content).find("channel/item")
    assert item.find("title").text == "Why wait any longer?"


def test_what_is_scheduled_is_new_on_the_day_it_goes_live(editor, draft):
    page = draft()
    revision = page.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=5)
    revision.save()
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert page.live
    assert page.published_on == timezone.localdate()


def test_a_date_that_an_editor_chose_stays(editor, draft):
    page = draft(published_on="2020-02-29")
    editing.edit(editor, page)
    page.refresh_from_db()
    assert page.published_on == date(2020, 2, 29)


def test_later_changes_keep_the_date_and_show_it_in_the_form(editor, draft):
    page = draft()
    editing.edit(editor, page)
    first = timezone.now() - timedelta(days=400)
    ArticlePage.objects.update(first_published_at=first, published_on=timezone.localdate(first))
    html = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f'value="{timezone.localdate(first)}"' in html
    editing.edit(editor, page, title="Why wait still?")
    editing.edit(editor, page, published_on="")
    page.refresh_from_db()
    assert page.published_on == timezone.localdate(first)


def test_a_drafts_preview_shows_today(editor, draft):
    page = draft()
    html = editor.get(f"/admin/pages/{page.pk}/view_draft/").content.decode()
    assert f'<time datetime="{timezone.localdate()}">' in html
