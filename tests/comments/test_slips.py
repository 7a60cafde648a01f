"""What a moderator does by a slip, too late or twice harms nobody."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import BulkJob, Decision, Discussion, ReaderComment, Status
from comments.moderation import deciding
from tests import factories

from .desk import act, signed_in, undo


@pytest.fixture
def desk(home) -> Client:
    """A moderator's browser."""
    return signed_in()


def test_nobody_bans_their_own_network_or_a_colleague_by_a_slip(desk, held):
    comment = held()
    ReaderComment.objects.update(network="127.0.0.0/24")
    answer = act(desk, comment, "ban_network")
    assert answer.status_code == 422
    assert "your own network" in answer.json()["message"]
    colleague = factories.user("Editors")
    spoof = held("Trust me", email=colleague.email.upper())
    assert "somebody who works on this site" in act(desk, spoof, "ban").json()["message"]
    assert not Decision.objects.exists()


def test_a_stranger_with_a_colleagues_address_is_held(say, moderator, rules):
    say("Mine", email=moderator.email)
    ReaderComment.objects.update(status=Status.PUBLISHED)
    spoof = say("Not mine", email=moderator.email)
    assert spoof.status == Status.HELD
    assert "not signed in" in spoof.why_held


def test_after_a_bulk_action_the_key_undoes_no_single_one_of_it(desk, held):
    moderator = desk.user
    job = BulkJob.objects.create(action="spam", moderator=moderator, moderator_name="Mo")
    deciding.decide(moderator, held().pk, "spam", job=job)
    assert "bulk action" in undo(desk).json()["message"]
    assert ReaderComment.objects.get().status == Status.SPAM


def test_what_its_author_took_back_is_said_to_be(desk, held):
    comment = held()
    comment.forget()
    comment.save()
    assert "Its author has withdrawn it" in act(desk, comment, "approve").json()["message"]


def test_a_closed_discussion_takes_no_reply_from_the_desk_either(desk, held):
    comment = held()
    Discussion.objects.update(mode="closed")
    answer = act(desk, comment, "reply", text="Hello")
    assert (answer.status_code, "closed" in answer.json()["message"]) == (422, True)
    comment.refresh_from_db()
    assert comment.status == Status.HELD


def test_news_of_many_decisions_taken_back_costs_no_more_queries(desk, held):
    other = signed_in()
    numbers = []
    for count in (1, 4):
        since = desk.get("/admin/discussion/news/").json()["latest"]
        for number in range(count):
            comment = held(f"Words {count} {number}", email=f"n{count}{number}@example.org")
            act(other, comment, "spam")
            undo(other)
        with CaptureQueriesContext(connection) as queries:
            news = desk.get(f"/admin/discussion/news/?since={since}").json()
        assert len(news["decisions"]) == 2 * count
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
