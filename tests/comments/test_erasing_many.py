"""Somebody who has written a lot is erased, and others write meanwhile."""

import pytest
from django_comments.models import Comment

from comments import personal_data
from comments.models import ReaderComment, Status
from comments.personal_data import person
from jobs import leases
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_others_get_their_turn_after_every_few_comments(article, monkeypatch):
    monkeypatch.setattr(person, "BATCH", 2)
    factories.comments(article, 5, status=Status.PUBLISHED)
    Comment.objects.update(user_email="busy@example.org")
    left, rests = [], []

    def sleep(seconds):
        rests.append(seconds)
        left.append(ReaderComment.objects.filter(user_email="busy@example.org").count())

    monkeypatch.setattr(leases.time, "sleep", sleep)
    personal_data.erase("busy@example.org", keep_comments=False)
    assert left == [3, 1, 0]
    assert all(seconds > 0 for seconds in rests)
