"""Two jobs never work on the same pages, whichever way the second begins."""

from datetime import datetime

import pytest
from wagtail.models import Page

from jobs.models import Job, JobState
from jobs.running import jobs

from .conftest import queued, work

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def copy(boss, large) -> Job:
    fields = {"new_title": "Again", "new_slug": "again", "copy_subpages": "on"}
    fields["new_parent_page"] = large.get_parent().pk
    boss.post(f"/admin/pages/{large.pk}/copy/", fields)
    return Job.objects.get(kind="copy_pages")


def test_a_stopped_job_is_not_resumed_while_another_works_on_its_pages(boss, large, text):
    boss.post(f"/admin/pages/{large.pk}/delete/")
    first = Job.objects.get()
    boss.post(f"/admin/jobs/{first.pk}/stop/")
    boss.post(f"/admin/pages/{large.pk}/unpublish/", {"include_descendants": "on"})
    second = Job.objects.exclude(pk=first.pk).get()
    answer = boss.post(f"/admin/jobs/{first.pk}/resume/", follow=True)
    assert "Please wait for its end" in text(answer)
    assert work(second).state == JobState.FINISHED
    boss.post(f"/admin/jobs/{first.pk}/resume/")
    assert work(first).state == JobState.FINISHED
    assert not Page.objects.filter(pk=large.pk).exists()


def test_what_a_copy_fills_is_not_deleted_meanwhile(boss, large, text):
    job = copy(boss, large)
    number, lease = queued()[0].args
    jobs.run(number, datetime.fromisoformat(lease), seconds=0, rest=0)
    filled = Page.objects.get(slug="again")
    for address in (f"/admin/pages/{filled.pk}/", f"/admin/pages/{filled.pk}/edit/"):
        assert "“Copy pages” of" in text(boss.get(address))
    deletion = f"/admin/pages/{filled.pk}/delete/"
    for answer in (boss.get(deletion, follow=True), boss.post(deletion, follow=True)):
        assert "Please wait for its end" in text(answer)
    work(job)
    filled.refresh_from_db()
    assert filled.get_descendants().count() == 7
    assert boss.get(deletion).status_code == 200


def test_a_copy_is_not_resumed_into_what_is_being_deleted(boss, large, text):
    job = copy(boss, large)
    for _ in range(5):
        number, lease = queued()[-1].args
        jobs.run(number, datetime.fromisoformat(lease), seconds=0, rest=0)
    boss.post(f"/admin/jobs/{job.pk}/stop/")
    filled = Page.objects.get(slug="again")
    boss.post(f"/admin/pages/{filled.pk}/delete/")
    deleting = Job.objects.get(kind="delete_pages")
    assert "Please wait" in text(boss.post(f"/admin/jobs/{job.pk}/resume/", follow=True))
    assert work(deleting).state == JobState.FINISHED
    assert not Page.objects.filter(slug="again").exists()
