"""Nothing that an editor writes is lost: addresses, schedules, and what the site knows of opened forms."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageLogEntry, Revision

from articles.editing import delete_old_writings
from articles.models import ArticlePage, SectionRedirect, Writing
from tests import editing, factories

pytestmark = pytest.mark.django_db

STATE = "/admin/writing/state/"


def new(editor, topic, title, **fields):
    address = f"/admin/pages/add/articles/articlepage/{topic.pk}/"
    fields = editing.article_streams() | {"title": title, "slug": "why-so"} | fields
    return editing.sent(editor, address, "page-edit-form", **fields)


def form(editor, page, **fields):
    """The form of a page, filled in, as a browser would send it."""
    answer = editor.get(f"/admin/pages/{page.pk}/edit/")
    data = editing.querydict_from_html(
        editing._form(answer.content.decode(), "page-edit-form"), form_id="page-edit-form"
    )
    for name, value in (fields | editing.article_streams()).items():
        data[name] = value
    return data


def autosaved(editor, page, data):
    answer = editor.post(f"/admin/pages/{page.pk}/edit/", data, HTTP_ACCEPT="application/json")
    return json.loads(answer.content)


def latest(page):
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_the_same_question_twice_gets_an_address_of_its_own(editor, topic):
    for _number in range(3):
        new(editor, topic, "Why so?")
    slugs = list(ArticlePage.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs == ["why-so", "why-so-2", "why-so-3"]
    # The form that is still open has the address without the number.
    second = ArticlePage.objects.get(slug="why-so-2")
    assert autosaved(editor, second, form(editor, second, slug="why-so"))["success"]
    assert ArticlePage.objects.get(pk=second.pk).slug == "why-so-2"


def test_a_published_article_keeps_its_address_rather_than_take_anothers(editor, topic, text):
    factories.article(topic, "Why so?", slug="why-so")
    page = factories.article(topic, "Why not?", slug="why-not")
    answer = editing.edit(editor, page, slug="why-so")
    assert "already in use" in text(answer)
    page.refresh_from_db()
    assert page.slug == "why-not"


def test_a_copy_is_proposed_a_free_address(editor, topic):
    page = factories.article(topic, "Why so?", slug="why-so")
    address = f"/admin/pages/{page.pk}/copy/"
    proposed = re.search(r'name="new_slug" value="([^"]+)"', editor.get(address).content.decode())
    fields = {"new_title": "Why so?", "new_slug": proposed[1], "new_parent_page": topic.pk}
    assert editor.post(address, fields).status_code == 302
    assert list(ArticlePage.objects.order_by("pk").values_list("slug", flat=True)) == [
        "why-so",
        "why-so-2",
    ]


def test_a_draft_whose_schedule_has_passed_can_be_saved_and_says_so(editor, topic, text):
    page = factories.article(topic, "Why so?", publish=False)
    past = timezone.now() - timedelta(hours=2)
    page.go_live_at, page.expire_at = past - timedelta(hours=1), past
    page.save_revision()
    shown = text(editor.get(f"/admin/pages/{page.pk}/edit/"))
    assert "To publish, enter a later time or none." in shown
    assert "Times are those of the time zone UTC." in shown
    data = form(editor, page, title="Why not so?", writing=str(uuid4()), writing_sent=1)
    assert autosaved(editor, page, data)["success"]
    assert latest(page).title == "Why not so?"
    assert latest(page).expire_at
    answer = editor.post(f"/admin/pages/{page.pk}/edit/", data | {"action-publish": "publish"})
    assert "Expiry date/time must be in the future." in text(answer)
    # A day that comes before the other is a mistake, whenever it is.
    data = form(editor, page, go_live_at="2100-01-01 10:00")
    assert autosaved(editor, page, data)["error_code"] == "validation_error"


def test_what_is_no_time_is_said_at_the_field_and_nothing_is_published(editor, topic, text):
    page = factories.article(topic, "Why so?", publish=False)
    data = form(editor, page, go_live_at="tomorrow 9am") | {"action-publish": "publish"}
    answer = editor.post(f"/admin/pages/{page.pk}/edit/", data)
    assert "This is no date and time. Write it like" in text(answer)
    assert 'value="tomorrow 9am"' in answer.content.decode()
    page.refresh_from_db()
    assert not page.live


def test_a_draft_without_a_title_is_saved_and_not_published(editor, topic, text):
    new(editor, topic, "", slug="")
    page = ArticlePage.objects.get()
    assert (page.title, page.slug) == ("Untitled", "untitled")
    data = form(editor, page) | {"action-publish": "publish"}
    answer = editor.post(f"/admin/pages/{page.pk}/edit/", data)
    assert "“Untitled” stands for something that is still to be written" in text(answer)
    # With the title the address comes.
    assert autosaved(editor, page, form(editor, page, title="Why so?"))["success"]
    page.refresh_from_db()
    assert (page.title, page.slug) == ("Why so?", "why-so")


def test_the_titles_that_a_draft_went_through_lead_nowhere(editor, topic):
    new(editor, topic, "Why so?")
    page = ArticlePage.objects.get()
    for slug in ("why-so-late", "why-so-late-at-night"):
        assert autosaved(editor, page, form(editor, page, slug=slug))["success"]
    assert ArticlePage.objects.get().slug == "why-so-late-at-night"
    assert not Redirect.objects.exists()
    assert not SectionRedirect.objects.exists()


def test_an_hour_of_writing_is_one_version_and_one_line_of_the_history(editor, topic):
    page = factories.article(topic, "Why so?")
    data = form(editor, page, title="Why so soon?")
    first = autosaved(editor, page, data)
    for title in ("Why so late?", "Why so early?"):
        data = data.copy()
        data["title"], data["overwrite_revision_id"] = title, first["revision_id"]
        assert autosaved(editor, page, data)["revision_id"] == first["revision_id"]
    lines = PageLogEntry.objects.filter(page=page.pk, action="wagtail.edit")
    assert lines.get().revision_id == first["revision_id"]
    assert Revision.objects.filter(object_id=page.pk).count() == 1
    assert latest(page).title == "Why so early?"


def test_the_site_knows_what_arrived_of_a_form_and_tells_its_writer_alone(editor, topic, client):
    page = factories.article(topic, "Why so?")
    number = str(uuid4())
    data = form(editor, page, title="Why now?", writing=number, writing_sent=7)
    saved = autosaved(editor, page, data)
    asked = editor.get(STATE, {"writing": [number, "nonsense"], "page": page.pk}).json()
    arrived = asked["writings"][number]
    assert (arrived["sent"], arrived["revision"]) == (7, saved["revision_id"])
    assert asked["page"]["revision"] == saved["revision_id"]
    assert "saved the newest version at" in asked["page"]["told"]

    other = factories.user("Editors")
    client.force_login(other)
    asked = client.get(STATE, {"writing": number, "page": "9" * 30}).json()
    assert (asked["user"], asked["writings"], asked["page"]) == (other.pk, {}, None)
    # Somebody else's number changes nothing.
    autosaved(client, page, form(client, page, writing=number, writing_sent=99))
    assert Writing.objects.get().sent == 7
    client.logout()
    assert client.get(STATE).status_code == 302

    Writing.objects.update(saved_at=timezone.now() - timedelta(days=41))
    assert delete_old_writings() == 1


def test_a_form_that_is_meant_as_the_whole_does_not_double_its_authors(editor, topic):
    """It may have been opened before its authors had rows, or after these were others."""
    ada, bo = factories.author("Ada"), factories.author("Bo")
    page = factories.article(topic, "Why so?", authors=[ada], publish=False)
    data = form(editor, page)
    kept = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "0-id": 999999, "0-author": bo.pk, "0-ORDER": 1}
    for name, value in kept.items():
        data[f"article_authors-{name}"] = str(value)
    data["writing_whole"] = "1"
    for _time in range(2):
        saved = autosaved(editor, page, data)
        data["overwrite_revision_id"] = str(saved["revision_id"])
        assert [one.author for one in latest(page).article_authors.all()] == [bo]
        assert list(page.article_authors.values_list("author", flat=True)) == [bo.pk]
