"""Many comments at once: chosen one by one or by a filter, in the background, and taken back."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from django_tasks import default_task_backend

from comments import bulk, deciding
from comments.desk.bulk_actions import Approve
from comments.management.commands.check_comments import faults, repair_counts
from comments.models import (
    Action,
    BulkJob,
    BulkTargets,
    Decision,
    DecisionReason,
    DiscussionSettings,
    JobState,
    ReaderComment,
    Status,
)
from comments.tasks import send_mail
from home.management.commands import worker
from tests import factories

QUEUE = "/admin/discussion/queue/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    """From eleven comments on it is a job for the worker."""
    monkeypatch.setattr(bulk, "AT_ONCE", 10)
    monkeypatch.setattr(bulk, "SLICE", 5)
    default_task_backend.clear()


@pytest.fixture
def moderator(db):
    return factories.user("Moderators")


@pytest.fixture
def desk(moderator):
    client = Client()
    client.force_login(moderator)
    return client


def held():
    return ReaderComment.objects.filter(status=Status.HELD)


def spam():
    return ReaderComment.objects.filter(status=Status.SPAM)


def tasks() -> list:
    """The calls of the worker so far that are about jobs."""
    return [it for it in default_task_backend.results if it.task.name == "decide_many"]


def work(job) -> BulkJob:
    """Does what the queue holds about jobs, as the worker would, until there is nothing left."""
    done = 0
    while done < len(found := tasks()):
        number, beat = found[done].args
        bulk.run(number, datetime.fromisoformat(beat), rest=0)
        done += 1
    job.refresh_from_db()
    return job


def some(job, number: int, monkeypatch) -> None:
    """The worker deals with so many comments and is killed in the middle of the next."""

    class Killed(BaseException):
        """What a ``kill -9`` is to the work."""

    real, left = deciding.decide, [number]

    def decide(*args, **kwargs):
        decision = real(*args, **kwargs)
        if not left[0]:
            raise Killed
        left[0] -= 1
        return decision

    job.refresh_from_db()
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "decide", decide)
        with pytest.raises(Killed):
            bulk.run(job.pk, job.beat_at, rest=0)
    job.refresh_from_db()


def address(action, ids=(), **listing) -> str:
    """Where Wagtail's script leads from the queue: see bulk-actions.js."""
    back = QUEUE + ("?" + urlencode(listing) if listing else "")
    query = [("id", pk) for pk in ids] or [*listing.items(), ("id", "all")]
    return f"/admin/bulk/comments/readercomment/{action}/?{urlencode([*query, ('next', back)])}"


def agree(client, where, **fields):
    """Opens the page that asks, and says yes."""
    asked = client.get(where)
    assert asked.status_code == 200, asked.get("Location")
    hidden = {name: asked.context["form"].initial[name] for name in ("seen", "count")}
    return asked, client.post(where, hidden | fields, follow=True)


class TestChoosing:
    def test_what_was_ticked_is_decided_and_nothing_else(self, article, desk, moderator, text):
        ids = factories.comments(article, 5)
        asked, answer = agree(desk, address("spam", ids[:3]))
        assert "3 comments will be marked as spam" in text(asked)
        assert "3 comments were marked as spam." in text(answer)
        assert set(spam().values_list("pk", flat=True)) == set(ids[:3])
        assert held().count() == 2
        assert set(Decision.objects.values_list("moderator", flat=True)) == {moderator.pk}

    def test_everything_is_what_the_filter_matches(self, topic, article, desk):
        other = factories.article(topic)
        here, there = factories.comments(article, 4), factories.comments(other, 3)
        published = factories.comments(article, 2, status="published")
        asked, _ = agree(desk, address("spam", status="held", page=article.pk))
        assert asked.context["count"] == 4
        assert set(spam().values_list("pk", flat=True)) == set(here)
        assert set(held().values_list("pk", flat=True)) == set(there)
        assert ReaderComment.objects.published().count() == len(published)

    def test_everything_is_what_the_search_found(self, article, desk):
        factories.comments(article, 3)
        good = factories.comments(article, 2, said="A good word, {}.")
        agree(desk, address("approve", status="held", q="good"))
        assert set(ReaderComment.objects.published().values_list("pk", flat=True)) == set(good)

    def test_a_filter_that_makes_no_sense_matches_nothing(self, article, desk, text):
        factories.comments(article, 3)
        asked = desk.get(address("spam", status="held", topic="none such"))
        assert "There is nothing to decide here any more." in text(asked)
        assert not asked.context["count"]

    def test_wagtails_own_way_to_everything_is_closed_too(self, rf, topic, article, moderator):
        """Its query takes every comment there is, and its check lets everybody through."""
        factories.comments(article, 2)
        wanted = factories.comments(factories.article(topic), 2)
        page = ReaderComment.objects.get(pk=wanted[0]).page_id
        request = rf.get("/", {"id": "all", "status": "held", "page": page})
        request.user = moderator
        found = Approve(request, ReaderComment).get_all_objects_in_listing_query(None)
        assert set(found) == set(wanted)
        request = rf.get("/", {"id": wanted})
        request.user = factories.user("Editors")
        objects, others = Approve(request, ReaderComment).get_actionable_objects()
        assert not objects
        assert len(others["items_with_no_access"]) == 2

    def test_what_left_the_list_since_it_was_loaded_is_left_alone(self, article, desk, text):
        ids = factories.comments(article, 4)
        deciding.decide(factories.user("Moderators"), ids[0], Action.REMOVE)
        asked, _ = agree(desk, address("approve", ids, status="held"))
        assert "1 of those that you ticked has left the list" in text(asked)
        assert ReaderComment.objects.get(pk=ids[0]).status == Status.REMOVED
        assert ReaderComment.objects.published().count() == 3

    def test_the_comment_that_a_link_led_to_can_be_ticked_in_any_tab(self, article, desk):
        shown = factories.comments(article, 1, status="removed")
        agree(desk, address("approve", shown, status="held", focus=shown[0]))
        assert ReaderComment.objects.published().count() == 1

    @pytest.mark.parametrize("everything", [True, False])
    def test_what_was_decided_while_the_question_stood_is_left_alone(
        self, article, desk, text, everything
    ):
        ids = factories.comments(article, 4, status="published")
        where = address("remove", [] if everything else ids, status="published")
        asked = desk.get(where)
        deciding.decide(factories.user("Moderators"), ids[0], Action.KEEP)
        answer = desk.post(where, asked.context["form"].initial, follow=True)
        assert "3 comments were removed. 1 was decided by somebody else" in text(answer)
        assert ReaderComment.objects.get(pk=ids[0]).status == Status.PUBLISHED

    def test_the_question_names_a_few_and_counts_the_rest(
        self, article, desk, text, django_assert_max_num_queries
    ):
        factories.comments(article, 300)
        desk.get(QUEUE)
        with django_assert_max_num_queries(30):
            asked = desk.get(address("spam", status="held"))
        words = text(asked)
        assert "300 comments will be marked as spam" in words
        assert "and 280 more" in words
        assert words.count("Seller ") == 20

    def test_the_queue_offers_these_four_and_no_deletion(self, article, desk):
        factories.comments(article, 30)
        html = desk.get(QUEUE).content.decode()
        offered = html.split("data-bulk-action-footer")[1].split("</section>")[0]
        for action in ("approve", "spam", "remove", "hold"):
            assert f"/admin/bulk/comments/readercomment/{action}/" in offered
        assert "delete" not in offered
        assert "data-bulk-action-num-objects-in-listing" in offered
        assert html.count("data-bulk-action-checkbox") == 25
        assert "wagtailadmin/js/bulk-actions.js" in html

    def test_nobody_deletes_comments_in_bulk(self, article):
        ids = factories.comments(article, 2)
        admin = Client()
        admin.force_login(factories.user())
        for choice in (ids, ["all"]):
            query = urlencode({"id": choice}, doseq=True)
            answer = admin.post(f"/admin/bulk/comments/readercomment/delete/?{query}")
            assert answer.status_code in (302, 404)
        assert ReaderComment.objects.count() == 2


class TestReasons:
    def test_a_reason_is_recorded_and_told(self, article, desk):
        ids = factories.comments(article, 2)
        picked = DecisionReason.objects.create(words="Sells things", told="No selling, please.")
        agree(desk, address("remove", ids), reason=picked.pk, why="pills again")
        assert set(Decision.objects.values_list("why", flat=True)) == {"Sells things: pills again"}
        assert set(ReaderComment.objects.values_list("told", flat=True)) == {"No selling, please."}

    def test_words_of_ones_own_come_before_the_reasons(self, article, desk):
        ids = factories.comments(article, 1)
        picked = DecisionReason.objects.create(words="Sells things", told="No selling, please.")
        agree(desk, address("spam", ids), reason=picked.pk, told="This is no market.")
        assert ReaderComment.objects.get().told == "This is no market."

    def test_a_form_without_its_moment_is_not_taken(self, article, desk):
        ids = factories.comments(article, 1)
        for seen in ("", "yesterday", "2026-01-01T00:00:00"):
            desk.post(address("spam", ids), {"seen": seen, "count": 1})
        assert held().count() == 1


class TestRights:
    @pytest.mark.parametrize("action", ["approve", "spam", "remove", "hold"])
    def test_who_may_not_moderate_changes_nothing(self, article, editor, action):
        ids = factories.comments(article, 2)
        data = {"seen": timezone.now().isoformat(), "count": 2}
        for where in (address(action, ids), address(action, status="held")):
            assert editor.get(where).status_code == 302
            assert editor.post(where, data).status_code == 302
        assert held().count() == 2
        assert not Decision.objects.exists()

    def test_an_author_reaches_their_own_articles_and_no_others(self, topic, article, rules, text):
        rules.editors_moderate = True
        rules.save()
        person = factories.user("Editors")
        own = factories.article(topic, owner=person)
        mine, others = factories.comments(own, 2), factories.comments(article, 2)
        client = Client()
        client.force_login(person)
        asked, _ = agree(client, address("spam", [*mine, *others]))
        assert "2 of those that you ticked are gone or not yours" in text(asked)
        agree(client, address("remove", status="spam"))
        agree(client, address("remove", status="held"))
        assert set(held().values_list("pk", flat=True)) == set(others)
        assert ReaderComment.objects.filter(status=Status.REMOVED).count() == 2

    def test_jobs_are_for_those_who_moderate(self, article, editor, moderator):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        for end in ("", f"{job.pk}/", f"{job.pk}/progress/", f"{job.pk}/undo/"):
            assert editor.get(f"/admin/discussion/jobs/{end}").status_code in (302, 403)
        for end in ("stop", "resume", "undo"):
            assert editor.post(f"/admin/discussion/jobs/{job.pk}/{end}/").status_code in (302, 403)
        job.refresh_from_db()
        assert job.state == JobState.WAITING
        assert not BulkJob.objects.exclude(pk=job.pk).exists()

    def test_authors_see_only_their_own_jobs(self, topic, article, rules, moderator):
        DiscussionSettings.objects.update(editors_moderate=True)
        factories.comments(article, 1)
        job = bulk.start(moderator, Action.SPAM, held())
        client = Client()
        client.force_login(factories.user("Editors"))
        assert client.get(f"/admin/discussion/jobs/{job.pk}/").status_code == 404
        assert client.post(f"/admin/discussion/jobs/{job.pk}/undo/").status_code == 404
        assert f"/jobs/{job.pk}/" not in client.get("/admin/discussion/jobs/").content.decode()

    def test_a_job_ends_with_the_right_of_its_moderator(self, article, moderator, desk):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        moderator.groups.remove(Group.objects.get(name="Moderators"))
        assert work(job).state == JobState.STOPPED
        assert held().count() == 12
        with pytest.raises(deciding.Impossible):
            bulk.resume(job)

    def test_a_job_of_somebody_who_was_signed_out_for_good_stops(self, article, moderator):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        moderator.is_active = False
        moderator.save()
        assert work(job).state == JobState.STOPPED
        assert held().count() == 12

    def test_nobody_starts_or_undoes_one_without_the_right(self, article, moderator):
        factories.comments(article, 1)
        job = bulk.start(moderator, Action.SPAM, held())
        for attempt in (
            lambda: bulk.start(factories.user("Editors"), Action.SPAM, ReaderComment.objects.all()),
            lambda: bulk.undo(factories.user("Editors"), job),
        ):
            with pytest.raises(PermissionDenied):
                attempt()
        assert spam().count() == 1


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
        assert bulk.run(job.pk, job.beat_at, rest=0) == 0
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
                monkeypatch.setattr(bulk.time, "sleep", lambda seconds: bulk.stop(job))
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
        BulkJob.objects.update(beat_at=timezone.now() - timedelta(minutes=3))
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
        BulkJob.objects.update(beat_at=timezone.now() - timedelta(minutes=3))
        default_task_backend.clear()

        class Once:
            over = False

            def is_set(self):
                return self.over

            def wait(self, seconds):
                self.over = True

        worker.Command._keep_schedule(Once())
        assert len(tasks()) == 1

    def test_two_workers_do_not_share_a_job(self, article, moderator, monkeypatch):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        stale = job.beat_at
        some(job, 2, monkeypatch)
        assert bulk.run(job.pk, stale, rest=0) == 0  # a task that comes too late
        assert bulk.run(job.pk, job.beat_at, rest=0) == 0  # somebody is at work
        assert Decision.objects.count() == 2

    def test_other_tasks_get_their_turn(self, article, moderator):
        factories.comments(article, 12)
        job = bulk.start(moderator, Action.SPAM, held())
        assert bulk.run(job.pk, job.beat_at, seconds=0, rest=0) == 1
        job.refresh_from_db()
        assert job.state == JobState.WAITING
        assert tasks()[-1].args == [job.pk, job.beat_at.isoformat()]
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
        assert BulkJob.objects.get().chosen == (
            "Everything in “Published”. Commenter’s email address. Words: pills"
        )


class TestUndoing:
    def test_a_whole_job_is_undone(self, article, desk, moderator, text):
        factories.comments(article, 12)
        job = work(bulk.start(moderator, Action.REMOVE, held(), told="No selling."))
        asked = desk.get(f"/admin/discussion/jobs/{job.pk}/undo/")
        assert "12 decisions will be undone" in text(asked)
        answer = desk.post(f"/admin/discussion/jobs/{job.pk}/undo/", follow=True)
        undoing = BulkJob.objects.first()
        assert f"Undo job {job.pk}: 0 of 12" in text(answer)
        assert held().count() == 0
        work(undoing)
        assert held().filter(told="").count() == 12
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
        Decision.objects.update(at=timezone.now() - timedelta(days=30, minutes=1))
        with pytest.raises(deciding.Impossible, match="any more"):
            bulk.undo(moderator, job)
        assert spam().count() == 2
