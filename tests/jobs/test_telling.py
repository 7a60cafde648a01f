"""What people are told of a job: where it works, what it left and why, and that its worker is silent."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import GroupPagePermission, Page

from articles.many import choosing
from jobs import kinds, running, telling
from jobs.models import Job, JobState
from tests import factories

from .conftest import work

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

SAID = "is at work on “Five of History”"


@pytest.fixture
def articles(topic) -> list:
    return [factories.article(topic, title=f"Why pebble {n}?") for n in range(5)]


@pytest.fixture
def job(articles) -> Job:
    user = factories.user("Editors")
    return choosing.begin("unpublish_pages", user, "Five of History", [it.pk for it in articles])


def asking(article, topic, home) -> list[str]:
    """All pages of the admin that ask before something is done with a page, and where it is edited."""
    page, ticked = f"/admin/pages/{article.pk}", f"?id={article.pk}&next=/admin/"
    return [
        f"/admin/pages/{topic.pk}/",
        f"{page}/edit/",
        *(f"{page}/{action}/" for action in ("delete", "unpublish", "copy", "move")),
        f"{page}/move/{home.pk}/confirm/",
        *(
            f"/admin/bulk/wagtailcore/page/{action}/{ticked}"
            for action in ("delete", "unpublish", "publish", "move")
        ),
    ]


def test_pages_that_ask_tell_of_jobs(boss, home, topic, articles, job, text):
    for address in asking(articles[0], topic, home):
        assert text(boss.get(address)).count(SAID) == 1, address
    # A job may put pages there.
    science = factories.topic(home, title="Science")
    ids, user = [it.pk for it in articles], job.user
    moved = {"tops": ids, "destination": science.pk}
    Job.objects.update(state=JobState.FINISHED)
    choosing.begin("move_pages", user, "Five of History", ids, **moved)
    assert SAID in text(boss.get(f"/admin/pages/{science.pk}/"))
    # Its neighbours are not told.
    other = factories.article(factories.topic(home, title="Art"))
    assert SAID not in text(boss.get(f"/admin/pages/{other.pk}/edit/"))


def test_pages_that_ask_about_authors_and_pictures_tell_of_jobs(boss, topic, text):
    author, image, user = factories.author(), factories.image(), factories.user()
    choosing.begin("delete_authors", user, "Five of History", [author.pk])
    choosing.begin("tag_images", user, "Five of History", [image.pk], tags=["old"])
    for address in (
        f"/admin/snippets/articles/author/edit/{author.pk}/",
        f"/admin/snippets/articles/author/delete/{author.pk}/",
        f"/admin/bulk/pictures/picture/delete/?id={image.pk}",
    ):
        assert SAID in text(boss.get(address)), address


def test_colleagues_see_a_stopped_job_and_leave_it_alone(boss, editor, topic, articles, job, text):
    running.jobs.stop(job)
    where = f"/admin/jobs/{job.pk}/"
    told = "“Five of History” was stopped at 0 of 5"
    assert "Five of History" in text(editor.get("/admin/jobs/"))
    for address in (f"/admin/pages/{topic.pk}/", f"/admin/pages/{articles[0].pk}/edit/"):
        assert told in text(editor.get(address))
        assert where in editor.get(address).content.decode()
    shown = editor.get(where)
    assert "and superusers can stop and resume it" in text(shown)
    assert editor.get(f"{where}progress/").json()["possible"] == []
    assert editor.post(f"{where}resume/").status_code == 404
    assert boss.get(f"{where}progress/").json()["possible"] == ["resume"]
    # What it has done already, and what lies a week back, is nothing to speak of.
    Job.objects.update(position=1)
    assert told[:20] not in text(editor.get(f"/admin/pages/{articles[0].pk}/edit/"))
    old = timezone.now() - timedelta(days=kinds.STOPPED_DAYS + 1)
    Job.objects.update(position=0, lease=old)
    assert told not in text(editor.get(f"/admin/pages/{topic.pk}/"))
    # Whoever does not see the pages does not see the job.
    GroupPagePermission.objects.all().delete()
    assert "Five of History" not in text(editor.get("/admin/jobs/"))
    assert editor.get(where).status_code == 404


def test_what_was_left_as_it_was_is_named_with_the_reason(boss, articles, job, text, monkeypatch):
    locked, draft, gone, moved, _ = articles
    colleague = factories.user(username="robin")
    Page.objects.filter(pk=locked.pk).update(locked=True, locked_by=colleague)
    Page.objects.filter(pk=draft.pk).update(live=False)
    Page.objects.filter(pk=moved.pk).update(
        title="<b>Bold</b>", draft_title="<b>Bold</b>", live=False
    )
    gone.delete()
    assert work().skipped == 4
    html = boss.get(f"/admin/jobs/{job.pk}/").content.decode()
    words = unescape(text(boss.get(f"/admin/jobs/{job.pk}/")))
    assert "Why pebble 0? : 'Why pebble 0?' is locked" in words
    assert "Why pebble 1? : It was not published." in words
    assert f"Page {gone.pk}: Somebody had deleted it in the meantime." in words
    assert escape("<b>Bold</b>") in html
    assert "<b>Bold" not in html
    assert f'href="/admin/pages/{draft.pk}/edit/"' in html
    monkeypatch.setattr("jobs.views.NAMED", 4)
    Job.objects.update(skipped=7)
    left = boss.get(f"/admin/jobs/{job.pk}/progress/").json()["left"]
    assert "and 3 more" in left


def test_no_more_than_so_many_are_named(articles, job, monkeypatch):
    monkeypatch.setattr(running, "NAMED", 2)
    Page.objects.update(live=False)
    assert (work().skipped, job.skipped_targets.count()) == (5, 2)


def test_a_jobs_page_says_where_to(boss, home, articles, text):
    science = factories.topic(home, title="Science")
    ids, user = [it.pk for it in articles], factories.user()
    job = choosing.begin("move_pages", user, "Five", ids, tops=ids, destination=science.pk)
    shown = boss.get(f"/admin/jobs/{job.pk}/")
    assert "Where to Science" in text(shown)
    assert f'href="/admin/pages/{science.pk}/"' in shown.content.decode()
    science.delete()
    assert "Where to a page that is gone" in text(boss.get(f"/admin/jobs/{job.pk}/"))
    work()
    assert "Where it was to go is gone." in text(boss.get(f"/admin/jobs/{job.pk}/"))


def test_a_silent_worker_is_told_of(boss, articles, job, text):
    silent = "The worker has not reported for"
    assert silent not in text(boss.get("/admin/jobs/"))
    long_ago = timezone.now() - timedelta(seconds=telling.SILENT_SECONDS + 1)
    Job.objects.update(state=JobState.RUNNING, lease=long_ago)
    for address in (
        "jobs/",
        f"jobs/{job.pk}/",
        f"jobs/{job.pk}/progress/",
        f"pages/{articles[0].pk}/edit/",
    ):
        assert silent in text(boss.get(f"/admin/{address}")), address
    Job.objects.update(state=JobState.STOPPED)
    assert silent not in text(boss.get("/admin/jobs/"))
