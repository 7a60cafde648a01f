"""Many comments at once: chosen one by one or by a filter, in the background, and taken back."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from django_tasks import default_task_backend

from comments.desk.bulk_actions import Approve
from comments.models import (
    Action,
    BulkJob,
    Decision,
    DecisionReason,
    DiscussionSettings,
    JobState,
    ReaderComment,
    Status,
)
from comments.moderation import bulk, deciding
from tests import factories

from .bulk import address, agree, held, spam, work

QUEUE = "/admin/discussion/queue/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    """From eleven comments on it is a job for the worker."""
    monkeypatch.setattr(bulk, "AT_ONCE", 10)
    monkeypatch.setattr(bulk.BulkJobs, "slice", 5)
    default_task_backend.clear()


class TestChoosing:
    def test_what_was_ticked_is_decided_and_nothing_else(self, article, desk, moderator, text):
        ids = factories.comments(article, 5)
        asked, answer = agree(desk, address("spam", ids[:3]))
        assert "3 comments will be marked as spam" in text(asked)
        assert "3 comments were marked as spam." in text(answer)
        assert set(spam().values_list("pk", flat=True)) == set(ids[:3])
        assert held().count() == 2
        assert set(Decision.objects.values_list("moderator", flat=True)) == {moderator.pk}

    @pytest.mark.both_databases
    def test_everything_is_what_the_filter_matches(self, topic, article, desk):
        other = factories.article(topic)
        here, there = factories.comments(article, 4), factories.comments(other, 3)
        published = factories.comments(article, 2, status="published")
        asked, _ = agree(desk, address("spam", status="held", page=article.pk))
        assert asked.context["count"] == 4
        assert set(spam().values_list("pk", flat=True)) == set(here)
        assert set(held().values_list("pk", flat=True)) == set(there)
        assert ReaderComment.objects.published().count() == len(published)

    @pytest.mark.both_databases
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
        picked = DecisionReason.objects.create(
            text="Sells things", note_to_author="No selling, please."
        )
        agree(desk, address("remove", ids), listed_reason=picked.pk, reason="pills again")
        assert set(Decision.objects.values_list("reason", flat=True)) == {
            "Sells things: pills again"
        }
        assert set(ReaderComment.objects.values_list("note_to_author", flat=True)) == {
            "No selling, please."
        }

    def test_words_of_ones_own_come_before_the_reasons(self, article, desk):
        ids = factories.comments(article, 1)
        picked = DecisionReason.objects.create(
            text="Sells things", note_to_author="No selling, please."
        )
        agree(
            desk, address("spam", ids), listed_reason=picked.pk, note_to_author="This is no market."
        )
        assert ReaderComment.objects.get().note_to_author == "This is no market."

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
