"""What somebody wrote is theirs: to see, to take along, to take back."""

import json

import pytest
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from comments import cookies
from comments.models import Commenter, Follow, FollowScope, Mail, ReaderComment, Status
from comments.notify import subscriptions

from .conftest import links

pytestmark = pytest.mark.django_db

ASK = "/discussion/yours/"


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
def address(ann, reader, post_office):
    """The page, opened in this browser by the link of a mail."""
    reader.post("/discussion/yours/", {"email": ann.email})
    opened = reader.post(links(post_office()[-1])[0], follow=True)
    return opened.redirect_chain[-1][0]


def test_the_page_shows_everything_with_its_status(reader, address, text):
    words = text(reader.get(address))
    for said in ("Answered words", "Held words", "Spam words", "Removed words"):
        assert said in words
    assert "The answer" not in words
    assert "waiting for approval" in words
    assert "everything in this discussion" in words


def test_it_opens_in_the_browser_that_used_the_link_and_for_half_an_hour(
    reader, address, monkeypatch, text
):
    assert address == "/discussion/yours/all/"
    assert "noindex" in reader.get(address)["X-Robots-Tag"]
    assert "no-store" in reader.get(address)["Cache-Control"]
    assert Client().get(address)["Location"] == ASK
    assert "Your page is open in this browser" in text(reader.get(ASK))
    assert reader.cookies["account"]["max-age"] == 30 * 60
    monkeypatch.setattr(cookies, "ACCOUNT_MINUTES", 0)
    assert reader.get(address)["Location"] == ASK


def test_it_can_be_closed_before(reader, address):
    reader.post(address, {"action": "close"})
    assert reader.get(address)["Location"] == ASK


def test_a_forwarded_notice_can_end_mail_and_nothing_more(ann, say, article, post_office):
    say("Something new", name="Ben", email="ben@example.org")
    (notice,) = post_office()
    forged = ReaderComment.objects.filter(commenter=ann)
    before = set(forged.values_list("pk", "status", "comment"))
    for path in links(notice):
        stranger = Client()
        for address in (path, path.replace("stop/follow/", ""), path.replace("stop/all/", "")):
            stranger.get(address)
            for action in ("erase", "withdraw", "mute"):
                stranger.post(address, {"action": action, "id": forged[0].pk, "email": ann.email})
            opened = stranger.get(address + "?export=json")
            assert "192.0.2.7" not in opened.content.decode()
        assert stranger.get("/discussion/yours/all/")["Location"] == ASK
    assert set(forged.values_list("pk", "status", "comment")) == before


def test_the_links_of_earlier_mails_open_nothing_and_still_end_mail(reader, ann, text):
    token = Signer(salt="comments.commenter").sign(ann.pk)
    old = reader.get(f"/discussion/mail/{token}/")
    assert old.status_code == 410
    assert "You can have a new one sent" in text(old)
    reader.post(f"/discussion/mail/stop/all/{token}/")
    assert not Commenter.objects.get(pk=ann.pk).wants_mail


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
    for typed in ("", "eve@example.org"):
        assert reader.post(address, {"action": "erase", "email": typed}).status_code == 422
    erased = reader.post(address, {"action": "erase", "email": " Ann@Example.org "})
    assert "All is erased" in text(erased)
    assert "js/forget" in erased.content.decode()
    kept = [
        str(row) for model in (ReaderComment, Commenter, Mail) for row in model.objects.values()
    ]
    for personal in ("ann@", "Ann Reader", "Answered", "Held words", "Spam words", "Removed words"):
        assert personal not in " ".join(kept)
    assert not ReaderComment.objects.exclude(user_name="Ben").exclude(ip_address=None).exists()
    words = text(reader.get(article.url))
    assert "The answer" in words
    assert "Withdrawn by its author." in words
    assert reader.get(address)["Location"] == ASK


@pytest.mark.parametrize(
    "data", [{}, {"action": "stop"}, {"action": "stop", "id": "x"}, {"action": "withdraw", "id": "9" * 30}]
)  # fmt: skip
def test_nonsense_changes_nothing(reader, address, data):
    assert reader.post(address, data).status_code == 200
    assert Follow.objects.filter(active=True).exists()


def test_somebody_who_gets_no_email_is_not_asked_to_stop_it(reader, address, text):
    """Whoever follows nothing and wrote nothing that waits has nothing to stop."""
    assert "Stop all email" in text(reader.get(address))
    Follow.objects.all().delete()
    ReaderComment.objects.all().delete()
    assert "Stop all email" not in text(reader.get(address))
