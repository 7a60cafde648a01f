"""The dashboard: what waits for whoever has signed in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import default_task_backend

from articles.models import ArticlePage, CheckSettings
from comments.models import ReaderComment
from newsroom import live_checks, panels
from newsroom.models import LiveFinding
from search.models import DailyQuery
from tests import factories

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def writer(db):
    return factories.user("Editors")


def rows(kind, user) -> list[str]:
    return [row.title for row in kind(user).rows()]


def shown(user) -> str:
    return signed_in(user).get("/admin/").content.decode()


def test_the_admin_carries_the_name_of_the_site(writer, site_settings):
    site_settings.publisher_name = "Questions & Co"
    site_settings.save()
    assert '<span class="newsroom-brand">Questions &amp; Co</span>' in shown(writer)
    entrance = Client().get("/admin/login/").content.decode()
    assert "Sign in to Questions &amp; Co" in entrance
    assert "- Questions &amp; Co</title>" in entrance


def test_an_empty_site_says_what_each_panel_is_for(writer, home):
    html = shown(writer)
    for kind in panels.PANELS:
        assert str(kind.empty) in html
    assert 'href="/admin/newsroom/new/"' in html


def test_a_moderator_has_the_comments_and_nothing_to_write(home):
    user = factories.user("Moderators")
    html = shown(user)
    assert "New article" not in html
    assert "newsroom-panel" not in html


def test_a_contributor_is_led_to_nothing_that_is_refused(topic):
    user = factories.user("Contributors")
    page = factories.article(topic, "Why theirs?", owner=factories.user("Editors"))
    html = shown(user)
    assert "New article" in html
    assert page.url in html
    assert f"/admin/pages/{page.pk}/edit/" not in html
    for name in ("scheduled", "dueforreview", "foundnothing"):
        assert f'id="newsroom-{name}"' not in html


def test_drafts_are_those_that_the_person_began_or_changed_last(writer, topic):
    other = factories.user("Editors", "other")
    own = factories.article(topic, "Why mine?", publish=False, owner=writer)
    factories.article(topic, "Why theirs?", publish=False, owner=other)
    taken = factories.article(topic, "Why taken over?", owner=other)
    for page, user in ((own, writer), (taken, writer)):
        page.save_revision(user=user)
    assert rows(panels.Drafts, writer) == ["Why taken over?", "Why mine?"]


def test_the_next_scheduled_article_comes_first(writer, topic):
    for days in (9, 2):
        page = factories.article(topic, f"Why in {days} days?", publish=False)
        page.go_live_at = timezone.now() + timedelta(days=days)
        page.save_revision().publish()
    assert rows(panels.Scheduled, writer) == ["Why in 2 days?", "Why in 9 days?"]


def test_an_editor_of_one_topic_sees_of_other_topics_only_what_readers_see(writer, home, topic):
    factories.only_below(topic)
    science = factories.topic(home, "Science")
    ours = factories.article(topic, "Why ours?")
    theirs = factories.article(science, "Why theirs?")
    links = {row.title: row.url for row in panels.Published(writer).rows()}
    assert links == {"Why ours?": panels.edit_url(ours.pk), "Why theirs?": theirs.url}
    for page in (ours, theirs):
        page.go_live_at = timezone.now() + timedelta(days=1)
        page.save_revision().publish()
    assert rows(panels.Scheduled, writer) == ["Why ours?"]


def test_comments_on_own_articles_wait_until_somebody_of_the_site_answers(writer, topic):
    own = factories.article(topic, "Why mine?", owner=writer)
    written = factories.article(topic, "Why signed?", authors=[factories.author(user=writer)])
    factories.comments(factories.article(topic, "Why theirs?"), 1, "published")
    factories.comments(own, 2, "published", said="Is {} right?")
    factories.comments(written, 1, "published", said="Thank you for {}.")
    factories.comments(own, 1, "held", said="Not yet {}.")
    assert len(rows(panels.Unanswered, writer)) == 3
    asked = ReaderComment.objects.published().of(own).order_by("pk").first()
    reply = ReaderComment.objects.get(pk=factories.comments(own, 1, "published", "Yes: {}.")[0])
    ReaderComment.objects.filter(pk=reply.pk).update(
        user=writer, thread_id=asked.thread_id, path=f"{asked.path}{reply.path}"
    )
    assert len(rows(panels.Unanswered, writer)) == 2
    ReaderComment.objects.update(posted_at=timezone.now() - timedelta(days=40))
    assert rows(panels.Unanswered, writer) == []


def test_searches_that_found_nothing_are_counted(writer):
    today = timezone.localdate()
    for query, times, found in (("soap", 3, 0), ("ice", 9, 4), ("glass", 5, 0)):
        DailyQuery.objects.create(query=query, day=today, searches=times, result_count=found)
    assert rows(panels.FoundNothing, writer) == ["glass", "soap"]


def test_no_panel_asks_more_for_more_rows(writer, topic):
    def queries() -> dict:
        counts = {}
        for kind in panels.PANELS:
            list(kind(writer).rows())  # what is asked once: permissions, addresses of sites
            with CaptureQueriesContext(connection) as captured:
                list(kind(writer).rows())
            counts[kind.__name__] = len(captured)
        return counts

    def plant(number: int) -> None:
        for place in range(number):
            title = f"Why {number}.{place}?"
            page = factories.article(topic, title, days_ago=500, owner=writer)
            factories.comments(page, 1, "published", said="Is {} right?")
            factories.article(topic, f"Draft {title}", publish=False, owner=writer)
            DailyQuery.objects.create(query=title, day=timezone.localdate(), searches=1)
            live_checks.check(page.pk)
        ArticlePage.objects.filter(live=False).update(has_unpublished_changes=True)

    plant(1)
    few = queries()
    plant(4)
    assert queries() == few
    assert max(few.values()) <= 3, few


def test_articles_are_due_a_year_after_somebody_looked_through_them(writer, topic):
    today = timezone.localdate()

    def article(title, days_ago, reviewed=None):
        fields = {"published_on": today - timedelta(days=days_ago)}
        if reviewed is not None:
            fields |= {"reviewed_on": today - timedelta(days=reviewed), "reviewer": author}
        factories.article(topic, title, **fields)

    author = factories.author("Ruth Adeyemi")
    article("Why new?", 1)
    article("Why old?", 400)
    article("Why fresh?", 900, reviewed=0)
    article("Why stale?", 900, reviewed=700)
    assert rows(panels.DueForReview, writer) == ["Why stale?", "Why old?"]
    html = shown(writer)
    assert "Last reviewed by Ruth Adeyemi" in html
    assert "Never reviewed since it was published" in html
    client = signed_in(writer)
    report = client.get("/admin/reports/due-for-review/").content.decode()
    assert "Why old?" in report
    longer = client.get("/admin/reports/due-for-review/?months=24").content.decode()
    assert "Why old?" not in longer
    sheet = client.get("/admin/reports/due-for-review/?export=csv")
    assert b"Why stale?" in b"".join(sheet.streaming_content)


def test_what_the_checks_find_in_published_articles_is_kept_and_listed_by_check(writer, topic):
    fine = factories.article(topic, "Why fine?", authors=[factories.author()])
    poor = factories.article(topic, "Poor", body=[factories.section("", ("paragraph", ""))])
    default_task_backend.clear()
    for page in (fine, poor):
        factories.published_as_an_editor(page)
    assert rows(panels.Failing, writer) == [], "it is the worker that looks"
    for result in [
        one for one in default_task_backend.results if one.task.name == "check_articles"
    ]:
        result.task.call(*result.args)
    assert rows(panels.Failing, writer) == ["Poor"]
    report = "/admin/reports/failing-checks/"
    client = signed_in(writer)
    html = client.get(report).content.decode()
    assert "Nothing stands in this section yet." in html
    assert "The title is no question" in html
    html = client.get(f"{report}?check_name=empty_section").content.decode()
    assert "The title is no question" not in html
    sheet = b"".join(client.get(f"{report}?export=csv").streaming_content).decode()
    assert "Poor,Empty section," in sheet
    # A check that is switched off says nothing, at once and without the worker.
    settings = CheckSettings.load()
    settings.decided = dict.fromkeys(
        LiveFinding.objects.values_list("check_name", flat=True), "off"
    )
    settings.save()
    assert rows(panels.Failing, writer) == []
    settings.decided = {}
    settings.save()
    # What is mended without being published is seen by the worker in its turn.
    ArticlePage.objects.filter(pk=poor.pk).update(title="Why poor?")
    live_checks.run()
    assert "The title is no question" not in client.get(report).content.decode()
    poor.unpublish()
    assert rows(panels.Failing, writer) == []
