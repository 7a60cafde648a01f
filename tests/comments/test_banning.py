"""A ban may have an end, and may take along what else the person wrote: one job, one undo."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import default_task_backend
from wagtail.models import ModelLogEntry

from comments import housekeeping, personal_data
from comments.models import (
    Action,
    BulkJob,
    Commenter,
    Decision,
    NetworkBan,
    ReaderComment,
    Standing,
    Status,
)
from comments.moderation import bulk, deciding
from comments.personal_data.exporting import export
from tests import factories

from .bulk import work
from .desk import act, listed, signed_in, undo

pytestmark = pytest.mark.django_db
BO = {"name": "Bo", "email": "bo@example.org"}


def statuses(*comments) -> list[str]:
    return [ReaderComment.objects.get(pk=comment.pk).status for comment in comments]


def ban_page(commenter) -> str:
    return f"/admin/discussion/people/{commenter.pk}/ban/"


@pytest.fixture
def theirs(say, held):
    """Two comments of Ann that are published, two that are held, and one of each of Bo."""
    published = [say("One."), say("Two.")]
    say("Three.", **BO)
    waiting = [held("Four."), held("Five.")]
    held("Six.", **BO)
    return [*published, *waiting]


class TestTakingAlong:
    def test_the_form_says_how_many_there_are(self, theirs, desk, text):
        asked = desk.get(ban_page(theirs[0].commenter))
        assert "Hold 2 published comments" in text(asked)
        assert "Remove 4 comments (held 2, published 2)" in text(asked)
        row = f"/admin/discussion/comment/{theirs[3].pk}/ban/"
        assert "Remove 3 comments (held 1, published 2)" in text(desk.get(row))

    def test_nothing_is_asked_about_comments_that_are_not_there(self, say, desk, held, text):
        only = say("Only this.")
        html = text(desk.get(f"/admin/discussion/comment/{only.pk}/ban/"))
        assert "Their other comments" not in html
        held("And this waits.")
        html = text(desk.get(f"/admin/discussion/comment/{only.pk}/ban/"))
        assert "Remove 1 comment (held 1, published 0)" in html
        assert "published comment" not in html

    @pytest.mark.both_databases
    @pytest.mark.parametrize(
        ("others", "expected"),
        [
            ("leave", ["published", "published", "held", "spam"]),
            ("hold", ["held", "held", "held", "spam"]),
            ("remove", ["removed", "removed", "removed", "spam"]),
        ],
    )
    def test_a_ban_in_a_row_and_its_undo_are_one(self, theirs, desk, others, expected):
        before = statuses(*theirs)
        answer = act(desk, theirs[3], "ban", others=others).json()
        assert statuses(*theirs) == expected
        assert Commenter.objects.get(email="ann@example.org").standing == Standing.BANNED
        of_bo = ReaderComment.objects.filter(user_name="Bo").values_list("status", flat=True)
        assert sorted(of_bo) == ["held", "published"]
        taken_back = {"job": answer["job"]} if answer["job"] else {"decision": answer["decision"]}
        undone = undo(desk, **taken_back).json()
        assert (undone["id"], undone["status"]) == (theirs[3].pk, "held")
        assert statuses(*theirs) == before
        assert Commenter.objects.get(email="ann@example.org").standing == Standing.NORMAL

    def test_the_key_for_undo_takes_all_of_it_back(self, theirs, desk):
        before = statuses(*theirs)
        said = act(desk, theirs[3], "ban", others="remove").json()["message"]
        assert said == ("Marked as spam; its author is banned; 3 other comments were removed")
        answer = undo(desk).json()
        assert answer["message"] == (
            "Undone: the ban is lifted; 4 comments are what they were before"
        )
        assert statuses(*theirs) == before

    def test_what_somebody_decided_meanwhile_stays_and_is_said(self, theirs, desk):
        job = act(desk, theirs[3], "ban", others="remove").json()["job"]
        other = signed_in()
        theirs[0].refresh_from_db()
        theirs[3].refresh_from_db()
        act(other, theirs[0], "approve")
        act(other, theirs[3], "remove")
        answer = undo(desk, job=job).json()
        assert answer["message"] == (
            "Undone: the ban is lifted; 2 comments are what they were before; "
            "2 were decided about in the meantime, and are left as they are"
        )
        assert statuses(*theirs) == ["published", "published", "held", "removed"]
        assert Commenter.objects.get(email="ann@example.org").standing == Standing.NORMAL

    def test_a_ban_that_was_changed_since_stays_and_is_said(self, theirs, desk):
        ann = theirs[0].commenter
        job = act(desk, theirs[3], "ban", others="remove").json()["job"]
        desk.post(f"/admin/discussion/people/{ann.pk}/", {"standing": "watched"})
        answer = undo(desk, job=job).json()
        assert answer["message"] == (
            "Undone; 4 comments are what they were before; "
            "the ban was changed again since, and stays"
        )
        assert Commenter.objects.get(pk=ann.pk).standing == Standing.WATCHED

    def test_erasing_the_commenter_leaves_nothing_to_undo(self, theirs, desk):
        job = act(desk, theirs[3], "ban", others="remove").json()["job"]
        personal_data.erase("ann@example.org", keep_comments=True)
        answer = undo(desk, job=job)
        assert answer.status_code == 422
        assert "Nothing of it can be undone" in answer.json()["message"]
        shown = desk.get(f"/admin/discussion/jobs/{job}/").content.decode()
        assert "A commenter who is erased" in shown

    @pytest.mark.both_databases
    def test_on_the_commenters_page_everything_goes_and_comes_back(self, theirs, desk, text):
        before, ann = statuses(*theirs), theirs[0].commenter
        answer = desk.post(
            ban_page(ann), {"others": "remove", "reason": "Sells things"}, follow=True
        )
        assert "4 other comments were removed" in text(answer)
        assert statuses(*theirs) == ["removed"] * 4
        job = BulkJob.objects.get()
        assert f"/admin/discussion/jobs/{job.pk}/undo/" in answer.content.decode()
        assert set(Decision.objects.values_list("reason", flat=True)) == {"Sells things"}
        assert "Ban: Remove: 4 of 4" in text(desk.get(f"/admin/discussion/jobs/{job.pk}/"))
        assert "The ban will be lifted" in text(desk.get(f"/admin/discussion/jobs/{job.pk}/undo/"))
        desk.post(f"/admin/discussion/jobs/{job.pk}/undo/")
        assert statuses(*theirs) == before
        assert Commenter.objects.get(pk=ann.pk).standing == Standing.NORMAL

    def test_undoing_the_ban_alone_takes_the_comments_along(self, theirs, desk):
        before, ann = statuses(*theirs), theirs[0].commenter
        desk.post(ban_page(ann), {"others": "remove"})
        made = Decision.objects.get(action=Action.STANDING)
        undo(desk, decision=made.pk)
        assert statuses(*theirs) == before
        assert Commenter.objects.get(pk=ann.pk).standing == Standing.NORMAL

    def test_one_of_the_comments_can_be_brought_back_alone(self, theirs, desk):
        desk.post(ban_page(theirs[0].commenter), {"others": "remove"})
        undo(desk, decision=Decision.objects.get(comment=theirs[1]).pk)
        assert statuses(*theirs) == ["removed", "published", "removed", "removed"]
        assert Commenter.objects.get(pk=theirs[0].commenter_id).standing == Standing.BANNED

    def test_who_comes_second_bans_nobody(self, theirs, desk):
        act(signed_in(), theirs[3], "approve")
        answer = act(desk, theirs[3], "ban", others="remove")
        assert answer.status_code == 409
        assert statuses(*theirs) == ["published", "published", "held", "published"]
        assert Commenter.objects.get(email="ann@example.org").standing == Standing.NORMAL
        assert not BulkJob.objects.exists()

    def test_nobody_who_moderates_their_own_articles_bans_or_undoes_a_ban(
        self, theirs, rules, desk, article
    ):
        owner = signed_in("Editors")
        rules.editors_moderate = True
        rules.save()
        article.owner = owner.user
        article.save()
        for others in ("leave", "hold", "remove"):
            assert act(owner, theirs[3], "ban", others=others).status_code in (302, 403)
        assert owner.get(f"/admin/discussion/comment/{theirs[3].pk}/ban/").status_code == 302
        assert statuses(*theirs) == ["published", "published", "held", "held"]
        job = act(desk, theirs[3], "ban", others="remove").json()["job"]
        BulkJob.objects.update(moderator=owner.user)
        assert undo(owner, job=job).status_code in (302, 403)
        owner.post(f"/admin/discussion/jobs/{job}/undo/")
        assert statuses(*theirs) == ["removed", "removed", "removed", "spam"]
        assert Commenter.objects.get(email="ann@example.org").standing == Standing.BANNED

    def test_a_network_takes_its_comments_along_and_gives_them_back(self, theirs, desk, text):
        ReaderComment.objects.update(network="198.51.100.0/24")
        colleague = ReaderComment.objects.get(comment="Three.")
        ReaderComment.objects.filter(pk=colleague.pk).update(user=factories.user("Editors"))
        answer = act(desk, theirs[3], "ban_network", others="remove", ends="7").json()
        assert answer["message"] == (
            "Marked as spam; its network is banned; 4 other comments were removed"
        )
        assert "Ban the network as everybody → banned" in text(
            desk.get("/admin/discussion/record/")
        )
        ban = NetworkBan.objects.get()
        assert timedelta(days=6.9) < ban.until - timezone.now() <= timedelta(days=7)
        assert statuses(colleague) == ["published"]
        assert "4 comments" not in undo(desk, job=answer["job"]).json()["message"]
        assert statuses(*theirs) == ["published", "published", "held", "held"]
        assert not NetworkBan.objects.exists()

    def test_rows_in_the_list_hear_of_it(self, theirs, desk):
        latest = desk.get("/admin/discussion/news/").json()["latest"]
        job = act(desk, theirs[3], "ban", others="remove").json()["job"]
        news = desk.get(f"/admin/discussion/news/?since={latest}").json()
        assert {each["id"]: each["status"] for each in news["decisions"]}[theirs[2].pk] == "removed"
        undo(desk, job=job)
        news = desk.get(f"/admin/discussion/news/?since={news['latest']}").json()
        assert {each["id"]: each["undone"] for each in news["decisions"]}[theirs[2].pk]

    def test_queries_are_constant(self, article, desk, held, django_assert_max_num_queries):
        comment = held("First.", **BO)
        for number in range(30):
            held(f"Number {number}", **BO)
        with django_assert_max_num_queries(12):
            desk.get(f"/admin/discussion/comment/{comment.pk}/ban/")
        with django_assert_max_num_queries(25):
            desk.get(ban_page(comment.commenter))


@pytest.mark.both_databases
class TestInTheBackground:
    @pytest.fixture(autouse=True)
    def _short(self, monkeypatch):
        monkeypatch.setattr(bulk, "AT_ONCE", 2)
        default_task_backend.clear()

    def test_many_follow_in_the_background_and_come_back_so(self, theirs, desk):
        before = statuses(*theirs)
        answer = act(desk, theirs[3], "ban", others="remove").json()
        assert "follow in the background" in answer["message"]
        assert statuses(*theirs) == ["published", "published", "held", "spam"]
        work(BulkJob.objects.get())
        assert statuses(*theirs) == ["removed", "removed", "removed", "spam"]
        answer = undo(desk, job=answer["job"]).json()
        assert "being undone in the background" in answer["message"]
        work(BulkJob.objects.first())
        assert statuses(*theirs) == before
        assert Commenter.objects.get(email="ann@example.org").standing == Standing.NORMAL

    def test_undo_stops_what_is_still_at_work(self, theirs, desk):
        before = statuses(*theirs)
        job = act(desk, theirs[3], "ban", others="remove").json()["job"]
        undo(desk, job=job)
        work(BulkJob.objects.first())
        assert statuses(*theirs) == before
        with pytest.raises(deciding.Impossible):
            bulk.resume(BulkJob.objects.get(pk=job))
        assert Commenter.objects.get(email="ann@example.org").standing == Standing.NORMAL


class TestTheEnd:
    @pytest.mark.parametrize(("ends", "days"), [("1", 1), ("7", 7), ("30", 30)])
    def test_a_ban_ends_by_itself(self, say, desk, ends, days):
        comment = say("Buy this.")
        act(desk, comment, "ban", ends=ends)
        ann = Commenter.objects.get()
        lasts = ann.banned_until - timezone.now()
        assert timedelta(days=days, minutes=-2) < lasts <= timedelta(days=days)
        assert say("Still banned.").status == Status.SPAM
        # Two comments that are spam would hold the next one, as anybody's.
        ReaderComment.objects.filter(comment="Still banned.").delete()
        Commenter.objects.update(banned_until=timezone.now() - timedelta(seconds=1))
        assert say("I am back.").status == Status.PUBLISHED

    def test_without_a_choice_it_has_no_end(self, say, desk):
        act(desk, say(), "ban")
        assert Commenter.objects.get().banned_until is None

    def test_it_lasts_through_the_chosen_day(self, say, desk, text):
        say()
        ann = Commenter.objects.get()
        day = timezone.localdate() + timedelta(days=3)
        answer = desk.post(
            ban_page(ann), {"ends": "date", "last_day": day.isoformat()}, follow=True
        )
        ann.refresh_from_db()
        assert timezone.localtime(ann.banned_until).date() == day
        shown = f"Banned until {day.day} {day:%B %Y}, 23:59"
        assert shown in text(answer)
        assert f"banned until {day.day} {day:%B %Y}, 23:59" in text(
            desk.get("/admin/discussion/record/")
        )

    @pytest.mark.parametrize(
        ("day", "problem"),
        [
            ("", "Please choose the last day of the ban."),
            ("rubbish", "Enter a valid date."),
            ("2001-01-01", "This day has passed already."),
            ("9999-12-31", "within the next 10 years"),
        ],
    )
    def test_a_day_that_cannot_be_is_refused_beside_the_field(
        self, theirs, desk, day, problem, text
    ):
        sent = {"ends": "date", "last_day": day, "others": "hold", "reason": "Sells things"}
        answer = desk.post(ban_page(theirs[0].commenter), sent)
        assert problem in text(answer)
        html = answer.content.decode()
        assert 'value="Sells things"' in html
        assert 'value="hold"' in html.split("checked")[0].rsplit("<input", 1)[1]
        refused = act(desk, theirs[3], "ban", **sent)
        assert refused.status_code == 422
        assert problem in refused.json()["message"]
        assert not Decision.objects.exists()

    def test_a_day_that_was_not_asked_for_does_not_matter(self, say, desk):
        act(desk, say(), "ban", ends="never", last_day="2001-01-01")
        assert Commenter.objects.get().ban_ends is None
        assert Commenter.objects.get().current_standing == Standing.BANNED

    @pytest.mark.both_databases
    def test_housekeeping_tidies_up_and_logs_it(self, say, desk):
        act(desk, say(), "ban", ends="1")
        housekeeping.run()
        assert Commenter.objects.get().standing == Standing.BANNED
        Commenter.objects.update(banned_until=timezone.now() - timedelta(minutes=1))
        housekeeping.run()
        ann = Commenter.objects.get()
        assert (ann.standing, ann.banned_until) == (Standing.NORMAL, None)
        entry = ModelLogEntry.objects.get(action="comments.ban_over")
        assert "example.org" not in entry.label + str(entry.data)
        assert entry.message == "Commenter: the ban is over"

    @pytest.mark.both_databases
    def test_nobody_is_forgotten_while_a_ban_lasts(self, say, desk):
        act(desk, say(), "ban", ends="30")
        ReaderComment.objects.all().delete()
        Commenter.objects.update(first_seen_at=timezone.now() - timedelta(days=20))
        housekeeping.run()
        assert Commenter.objects.exists()
        Commenter.objects.update(banned_until=timezone.now())
        housekeeping.run()
        assert not Commenter.objects.exists()

    def test_an_end_is_changed_and_that_is_undone(self, say, desk):
        say()
        ann = Commenter.objects.get()
        desk.post(ban_page(ann), {"ends": "7"})
        first = Commenter.objects.get().banned_until
        # The form begins with what is.
        shown = desk.get(ban_page(ann)).content.decode()
        assert f'value="{timezone.localdate(first).isoformat()}"' in shown
        desk.post(ban_page(ann), {"ends": "never"})
        assert Commenter.objects.get().banned_until is None
        undo(desk)
        assert Commenter.objects.get().banned_until == first
        undo(desk)
        assert Commenter.objects.get().standing == Standing.NORMAL

    def test_a_ban_that_is_over_is_shown_nowhere(self, say, desk, text):
        comment = say()
        act(desk, comment, "ban", ends="7")
        assert "Banned until" in text(desk.get(f"/admin/discussion/comment/{comment.pk}/row/"))
        Commenter.objects.update(banned_until=timezone.now())
        assert "Banned" not in text(desk.get(f"/admin/discussion/comment/{comment.pk}/row/"))
        assert "Banned" not in personal_data.found("ann@example.org").standing

    def test_the_reason_of_a_comment_tells_the_end(self, say, desk, text):
        act(desk, say(), "ban", ends="7")
        later = say("Again.")
        until = timezone.localtime(Commenter.objects.get().banned_until)
        row = text(desk.get(f"/admin/discussion/comment/{later.pk}/row/"))
        assert f"banned this commenter until {until.day} {until:%B %Y}" in row

    def test_export_and_erasure_tell_the_end(self, say, desk, text):
        act(desk, say(), "ban", ends="7")
        until = Commenter.objects.get().banned_until
        assert export("ann@example.org")["known_as"][0]["banned_until"] == until
        looked = desk.post(
            "/admin/discussion/personal-data/", {"action": "look", "email": "ann@example.org"}
        )
        assert "Banned until" in text(looked)


def test_rows_lead_to_the_others_of_a_sender_that_wait(theirs, desk):
    ann = theirs[0].commenter_id
    html = desk.get("/admin/discussion/queue/").content.decode()
    assert "1 more of theirs waits" in html
    assert listed(desk, f"?status=held&commenter={ann}") == ["Ann Reader", "Ann Reader"]
