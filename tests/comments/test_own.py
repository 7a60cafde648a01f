"""What somebody wrote is theirs: to see, to take along, to take back."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from comments import links
from comments.models import Commenter, Follow, FollowScope, Mail, ReaderComment, Status
from comments.notify import subscriptions

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(say, article):
    """A reader with four comments of every fate, one of them answered."""
    answered = say("Answered words")
    say("The answer", to=answered, name="Ben", email="ben@example.org")
    for words, status in (
        ("Held words", Status.HELD),
        ("Spam words", Status.SPAM),
        ("Removed words", Status.REMOVED),
    ):
        comment = say(words)
        comment.status = status
        comment.save()
    commenter = Commenter.objects.get(email="ann@example.org")
    Commenter.objects.filter(pk=commenter.pk).update(confirmed_at=timezone.now())
    subscriptions.follow(commenter, article, FollowScope.PAGE, active=True)
    return commenter


@pytest.fixture
def address(ann):
    return links.yours(ann)


def test_the_page_shows_everything_with_its_status(reader, address, text):
    words = text(reader.get(address))
    for said in ("Answered words", "Held words", "Spam words", "Removed words"):
        assert said in words
    assert "The answer" not in words
    assert "waiting for approval" in words
    assert "everything in this discussion" in words


def test_only_the_link_of_the_mail_opens_it(reader, ann, address):
    assert reader.get(f"/discussion/mail/{ann.pk}/").status_code == 404
    assert reader.get(f"/discussion/mail/{ann.pk}:forged/").status_code == 404
    assert "noindex" in reader.get(address)["X-Robots-Tag"]
    assert "no-store" in reader.get(address)["Cache-Control"]


def test_everything_can_be_taken_along_spam_included(reader, address):
    response = reader.get(address + "?export=json")
    assert "attachment" in response["Content-Disposition"]
    data = json.loads(response.content)
    assert data["email"] == "ann@example.org"
    assert {comment["status"] for comment in data["comments"]} == {
        "published", "held", "spam", "removed",
    }  # fmt: skip
    assert data["comments"][0]["ip_address"] == "192.0.2.7"
    assert data["follows"][0]["what"] == "everything in this discussion"


def test_follows_can_be_stopped_and_mail_muted(reader, ann, address):
    wish = Follow.objects.get()
    reader.post(address, {"action": "mute"})
    assert not Commenter.objects.get(pk=ann.pk).wants_mail
    reader.post(address, {"action": "unmute"})
    assert Commenter.objects.get(pk=ann.pk).wants_mail
    reader.post(address, {"action": "stop", "id": wish.pk})
    assert not Follow.objects.exists()


def test_one_comment_can_be_withdrawn_and_nobody_elses(reader, address, say, text, article):
    ours = ReaderComment.objects.get(comment="Answered words")
    theirs = ReaderComment.objects.get(comment="The answer")
    for comment in (ours, theirs):
        reader.post(address, {"action": "withdraw", "id": comment.pk})
    words = text(Client().get(article.url))
    assert "Answered words" not in words
    assert "Withdrawn by its author." in words
    assert "The answer" in words


@pytest.mark.both_databases
def test_erasing_leaves_nothing_personal_and_keeps_the_answers(reader, address, article, text):
    assert reader.post(address, {"action": "erase"}).status_code == 422
    assert "All is erased" in text(reader.post(address, {"action": "erase", "sure": "yes"}))
    kept = [
        str(row) for model in (ReaderComment, Commenter, Mail) for row in model.objects.values()
    ]
    for personal in ("ann@", "Ann Reader", "Answered", "Held words", "Spam words", "Removed words"):
        assert personal not in " ".join(kept)
    assert not ReaderComment.objects.exclude(user_name="Ben").exclude(ip_address=None).exists()
    words = text(reader.get(article.url))
    assert "The answer" in words
    assert "Withdrawn by its author." in words
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize(
    "data", [{}, {"action": "stop"}, {"action": "stop", "id": "x"}, {"action": "withdraw", "id": "9" * 30}]
)  # fmt: skip
def test_nonsense_changes_nothing(reader, address, data):
    assert reader.post(address, data).status_code == 200
    assert Follow.objects.filter(active=True).exists()
