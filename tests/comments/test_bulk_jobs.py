"""The worker deals with many comments: in slices, to be stopped, resumed and undone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import default_task_backend

from comments.mailing.sending import send_mail
from comments.management.commands.check_comments import faults, repair_counts
from comments.models import Action, BulkJob, BulkTargets, Decision, JobState, ReaderComment, Status
from comments.moderation import bulk, deciding
from jobs import leases
from operations.management.commands import worker
from tests import factories

from .bulk import address, agree, held, some, spam, tasks, work

QUEUE = "/admin/discussion/queue/"
pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    """From eleven comments on it is a job for the worker."""
    monkeypatch.setattr(bulk, "AT_ONCE", 10)
    monkeypatch.setattr(bulk.BulkJobs, "slice", 5)
    default_task_backend.clear()


class TestJobs:
    def test_many_are_done_in_the_background_with_progress(self, article, desk, text):
        factories.comments(article, 300)
        _, answer = agree(desk, address("spam", status="held"))
        job = BulkJob.objects.get()
        assert answer.redirect_chain[-1][0] == f"/admin/discussion/jobs/{job.pk}/"
        assert "Spam: 0 of 300" in text(answer)
        assert held().count() == 300
        work(job)
        data = desk.get(f"/admin/discussion/jobs/{job.pk}/progress/").json()
        assert (data["words"], data["over"]) == ("Spam: 300 of 300", True)
        assert data["possible"] == ["undo"]
        assert spam().count() == Decision.objects.filter(job=job).count() == 300
        assert not BulkTargets.objects.exists()
        assert "Spam: 300 of 300" in text(desk.get("/admin/discussion/jobs/"))
        assert repair_counts() == 0
        assert not faults()

    def test_it_is_stopped_and_goes_on_where_it_was(self, article, desk, moderator, monkeypatch):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        some(job, 4, monkeypatch)
        desk.post(f"/admin/discussion/jobs/{job.pk}/stop/")
        assert bulk.run(job.pk, job.lease, rest=0) == 0
        assert (work(job).state, job.position) == (JobState.STOPPED, 4)
        assert spam().count() == 4
        assert "Resume" in desk.get(f"/admin/discussion/jobs/{job.pk}/").content.decode()
        desk.post(f"/admin/discussion/jobs/{job.pk}/resume/")
        assert work(job).state == JobState.FINISHED
        assert spam().count() == Decision.objects.count() == 12

    def test_stopping_takes_effect_at_the_comment_at_hand(self, article, moderator, monkeypatch):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        real = deciding.decide

        def decide(*args, **kwargs):
            made = real(*args, **kwargs)
            if Decision.objects.count() == 3:
                # It comes from another process, between two comments.
                monkeypatch.setattr(leases.time, "sleep", lambda seconds: bulk.stop(job))
            return made

        monkeypatch.setattr(deciding, "decide", decide)
        work(job)
        assert (job.state, job.position) == (JobState.STOPPED, 3)
        assert Decision.objects.count() == 3

    def test_a_killed_worker_leaves_nothing_out_and_does_nothing_twice(
        self, article, moderator, monkeypatch
    ):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        some(job, 7, monkeypatch)
        assert (job.state, job.position) == (JobState.RUNNING, 7)
        assert Decision.objects.count() == 7
        default_task_backend.clear()
        bulk.sweep()
        assert not tasks()  # it may be at work still
        BulkJob.objects.update(lease=timezone.now() - timedelta(minutes=3))
        bulk.sweep()
        bulk.sweep()
        assert len(tasks()) == 1
        assert work(job).state == JobState.FINISHED
        assert job.skipped == 0
        assert spam().count() == Decision.objects.count() == 12

    def test_the_workers_schedule_takes_up_lost_jobs(self, article, moderator, monkeypatch):
        monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own
        factories.comments(article, 12)
        bulk.start(moderator, Action.SPAM, held())
        BulkJob.objects.update(lease=timezone.now() - timedelta(minutes=3))
        default_task_backend.clear()

        class Once:
            over = False

            def is_set(self):
                return self.over

            def wait(self, seconds):
                self.over = True

        worker.Command._keep_schedule(Once(), lambda: "a-worker")
        assert len(tasks()) == 1

    def test_two_workers_do_not_share_a_job(self, article, moderator, monkeypatch):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        stale = job.lease
        some(job, 2, monkeypatch)
        assert bulk.run(job.pk, stale, rest=0) == 0  # a task that comes too late
        assert bulk.run(job.pk, job.lease, rest=0) == 0  # somebody is at work
        assert Decision.objects.count() == 2

    def test_other_tasks_get_their_turn(self, article, moderator):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        assert bulk.run(job.pk, job.lease, seconds=0, rest=0) == 1
        job.refresh_from_db()
        assert job.state == JobState.WAITING
        assert tasks()[-1].args == [job.pk, job.lease.isoformat()]
        assert tasks()[-1].task.priority < send_mail.priority
        assert work(job).state == JobState.FINISHED

    def test_what_others_decided_in_the_meantime_stays_and_is_counted(
        self, article, desk, moderator, text
    ):
        ids = factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        deciding.decide(factories.user("Moderators"), ids[3], Action.APPROVE)
        ReaderComment.objects.get(pk=ids[5]).delete()
        work(job)
        assert (job.position, job.skipped) == (12, 2)
        assert ReaderComment.objects.get(pk=ids[3]).status == Status.PUBLISHED
        assert "Spam: 12 of 12, 2 skipped" in text(desk.get(f"/admin/discussion/jobs/{job.pk}/"))

    def test_one_broken_comment_does_not_hold_up_the_rest(self, article, moderator, monkeypatch):
        ids = factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        real = deciding.decide

        def decide(moderator, number, *args, **kwargs):
            if number == ids[2]:
                raise ValueError("broken")
            return real(moderator, number, *args, **kwargs)

        monkeypatch.setattr(deciding, "decide", decide)
        assert work(job).state == JobState.FINISHED
        assert (job.position, job.skipped) == (12, 1)
        assert spam().count() == 11

    def test_what_is_for_one_comment_alone_is_refused(self, article, moderator):
        for action in (Action.TRUST, Action.BAN, Action.EDIT, Action.UNDO):
            with pytest.raises(ValueError, match="many comments"):
                bulk.start(moderator, action, held())

    def test_a_job_says_what_was_chosen_but_keeps_no_address(self, say, desk):
        say("Buy pills.", email="seller@example.org")
        agree(desk, address("spam", status="published", q="pills", commenter="seller@example.org"))
        assert BulkJob.objects.get().selection == (
            "Everything in “Published”. Commenter’s email address. Words: pills"
        )


class TestUndoing:
    def test_a_whole_job_is_undone(self, article, desk, moderator, text):
        factories.comments(article, 12)
        job = work(bulk.start(moderator, Action.REMOVE, held(), note_to_author="No selling."))
        asked = desk.get(f"/admin/discussion/jobs/{job.pk}/undo/")
        assert "12 decisions will be undone" in text(asked)
        answer = desk.post(f"/admin/discussion/jobs/{job.pk}/undo/", follow=True)
        undoing = BulkJob.objects.first()
        assert f"Undo job {job.pk}: 0 of 12" in text(answer)
        assert held().count() == 0
        work(undoing)
        assert held().filter(note_to_author="").count() == 12
        assert Decision.objects.filter(action=Action.UNDO, job=undoing).count() == 12
        assert repair_counts() == 0

    def test_a_few_are_undone_from_the_message(self, article, desk):
        ids = factories.comments(article, 3)
        _, answer = agree(desk, address("spam", ids))
        job = BulkJob.objects.get()
        assert f'href="/admin/discussion/jobs/{job.pk}/undo/"' in answer.content.decode()
        desk.post(f"/admin/discussion/jobs/{job.pk}/undo/")
        assert held().count() == 3

    def test_what_was_decided_anew_since_stays(self, article, moderator):
        ids = factories.comments(article, 12)
        job = work(bulk.start(moderator, Action.SPAM, held()))
        deciding.decide(factories.user("Moderators"), ids[0], Action.APPROVE)
        undoing = work(bulk.undo(moderator, job))
        assert (undoing.position, undoing.skipped) == (12, 1)
        assert ReaderComment.objects.get(pk=ids[0]).status == Status.PUBLISHED
        assert held().count() == 11

    def test_somebody_elses_job_is_named_before_it_is_undone(self, article, desk, text):
        other = factories.user("Moderators", username="irina")
        factories.comments(article, 2)
        job = bulk.start(other, Action.SPAM, held())
        assert "2 decisions of irina will be undone" in text(
            desk.get(f"/admin/discussion/jobs/{job.pk}/undo/")
        )

    def test_only_what_was_done_is_undone(self, article, moderator, monkeypatch):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        some(job, 4, monkeypatch)
        with pytest.raises(deciding.Impossible, match="stop it first"):
            bulk.undo(moderator, job)
        bulk.stop(job)
        work(bulk.undo(moderator, job))
        assert held().count() == 12
        with pytest.raises(deciding.Impossible):
            bulk.resume(job)

    def test_it_is_undone_once(self, article, desk, moderator, text):
        factories.comments(article, 2)
        job = bulk.start(moderator, Action.SPAM, held())
        for _ in range(2):
            answer = desk.post(f"/admin/discussion/jobs/{job.pk}/undo/", follow=True)
        assert "It was undone already." in text(answer)
        assert Decision.objects.filter(action=Action.UNDO).count() == 2

    def test_after_thirty_days_it_stands(self, article, moderator):
        factories.comments(article, 2)
        job = bulk.start(moderator, Action.SPAM, held())
        Decision.objects.update(decided_at=timezone.now() - timedelta(days=30, minutes=1))
        with pytest.raises(deciding.Impossible, match="any more"):
            bulk.undo(moderator, job)
        assert spam().count() == 2
