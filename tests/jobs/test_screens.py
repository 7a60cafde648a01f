"""Who sees jobs in the admin, and what becomes of old ones."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.many import choosing
from comments import locks
from jobs import housekeeping
from jobs.models import Job, JobState, JobTarget
from operations.management.commands import worker
from tests import factories

from .conftest import queued, work

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def begin(topic):
    """Begins a job of this person for five articles."""

    def begun(user) -> Job:
        pages = [factories.article(topic).pk for _ in range(5)]
        return choosing.begin("unpublish_pages", user, "Five of History", pages)

    return begun


def test_a_job_that_has_ended_is_for_its_owner_and_superusers(boss, editor, begin, text):
    job = begin(factories.user("Editors"))
    Job.objects.update(state=JobState.FINISHED)
    where = f"/admin/jobs/{job.pk}/"
    assert "Five of History" in text(boss.get("/admin/jobs/"))
    assert "Five of History" not in text(editor.get("/admin/jobs/"))
    assert boss.get(where).status_code == 200
    for address in (where, f"{where}progress/"):
        assert editor.get(address).status_code == 404
    for address in (f"{where}stop/", f"{where}resume/"):
        assert editor.post(address).status_code == 404
        assert boss.get(address).status_code == 405
    job.refresh_from_db()
    assert job.state == JobState.FINISHED


def test_readers_and_strangers_see_none(reader, begin):
    begin(factories.user("Editors"))
    assert reader.get("/admin/jobs/").status_code == 302


def test_the_progress_is_told_to_the_page(boss, begin):
    job = begin(factories.user("Editors"))
    data = boss.get(f"/admin/jobs/{job.pk}/progress/").json()
    assert (data["words"], data["possible"]) == ("Unpublish pages: 0 of 5", ["stop"])
    work(job)
    data = boss.get(f"/admin/jobs/{job.pk}/progress/").json()
    assert (data["words"], data["over"]) == ("Unpublish pages: 5 of 5", True)


def test_many_jobs_cost_as_many_queries_as_one(boss, begin):
    begin(factories.user("Editors"))
    boss.get("/admin/jobs/")
    with CaptureQueriesContext(connection) as one:
        boss.get("/admin/jobs/")
    for _ in range(5):
        begin(factories.user("Editors"))
    with CaptureQueriesContext(connection) as many:
        boss.get("/admin/jobs/")
    assert len(many) == len(one)


def test_the_workers_schedule_takes_up_the_job_of_a_killed_worker(begin, monkeypatch):
    monkeypatch.setattr(
        worker, "keep_house", lambda tell: None
    )  # it asks for the database's own queue
    begin(factories.user("Editors"))
    known = len(queued())
    Job.objects.update(lease=timezone.now() - timedelta(minutes=3))
    worker.run_due()
    worker.run_due()
    assert len(queued()) == known + 1
    assert work().state == JobState.FINISHED


def test_the_job_of_a_deleted_account_stops(begin):
    user = factories.user("Editors")
    job = begin(user)
    user.delete()
    assert (work(job).state, job.user_name) == (JobState.STOPPED, user.username)


def test_deleting_an_account_locks_its_jobs_before_anything_else(begin):
    """As each step of a job does: otherwise the two could wait for each other."""
    user = factories.user("Editors")
    begin(user)
    with CaptureQueriesContext(connection) as captured:
        locks.before_user_deletion(user)
    assert "jobs_job" in captured[0]["sql"]


def test_old_jobs_are_forgotten_with_their_targets(begin):
    old, new = begin(factories.user("Editors")), begin(factories.user("Editors"))
    long_ago = timezone.now() - timedelta(days=housekeeping.KEPT_DAYS + 1)
    Job.objects.filter(pk=old.pk).update(state=JobState.STOPPED, lease=long_ago)
    housekeeping.run()
    assert Job.objects.get() == new
    assert JobTarget.objects.count() == 5
