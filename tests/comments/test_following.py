"""Who follows a discussion is told of what can be read, once, and can end it at any time."""

import io
import smtplib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from comments.intake import posting
from comments.mailing import letters, sending
from comments.models import (
    Commenter,
    Follow,
    FollowScope,
    Mail,
    MailState,
    Policy,
    ReaderComment,
    Status,
)
from comments.notify import subscriptions
from tests import factories

from .conftest import links, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(db):
    def make(email="rita@example.org"):
        commenter = Commenter.objects.at(email)
        commenter.confirmed_at = timezone.now()
        commenter.save()
        return commenter

    return make


@pytest.fixture
def rita(confirmed, article):
    """A reader who follows the article's discussion."""
    commenter = confirmed()
    subscriptions.follow(commenter, article, FollowScope.PAGE, active=True)
    return commenter


@pytest.mark.both_databases
def test_a_follower_confirms_once_and_is_told_of_replies(reader, article, rules, post_office, say):
    send(reader, article, "A question", follow="replies")
    question = ReaderComment.objects.get()
    assert question.status == Status.PUBLISHED
    say("Too early for mail", to=question, email="ben@example.org")
    (mail,) = post_office()
    assert "asked for email about replies" in mail.body
    reader.post(links(mail)[0])
    say("Elsewhere", email="ben@example.org")
    say("An *answer*", to=question, name="Ben", email="ben@example.org")
    (notice,) = post_office()
    assert notice.to == ["ann@example.org"]
    assert notice.subject == f"Ben replied to you: {article.title}"
    assert "An *answer*" in notice.body
    assert "<em>answer</em>" in notice.alternatives[0].content
    # The browser in which the address was confirmed need not confirm it again.
    other = factories.article(article.get_parent())
    send(reader, other, "Another question", follow="page")
    assert not post_office()
    assert Follow.objects.get(page=other).active


def test_somebody_elses_confirmed_address_cannot_be_made_to_follow(
    article, rules, post_office, confirmed
):
    confirmed("ann@example.org")
    send(Client(), article, follow="page")
    assert not Follow.objects.get().active
    (mail,) = post_office()
    assert "Please confirm" in mail.subject


@pytest.mark.parametrize(
    ("scope", "note_to_author"),
    [("replies", ["reply"]), ("thread", ["deep", "reply"]), ("page", ["deep", "new", "reply"])],
)
def test_each_scope_tells_of_its_own(scope, note_to_author, article, say, confirmed, post_office):
    root = say("root")
    subscriptions.follow(confirmed(), article, scope, root, active=True)
    reply = say("reply", to=root)
    say("deep", to=reply)
    say("new")
    bodies = " ".join(mail.body for mail in post_office())
    assert [word for word in ("deep", "new", "reply") if word in bodies.split()] == note_to_author


def test_nobody_is_told_of_their_own_words_or_twice_of_the_same(article, say, rita, post_office):
    root = say("Ritas own", email="rita@example.org")
    assert not post_office()
    subscriptions.follow(rita, article, FollowScope.REPLIES, root, active=True)
    subscriptions.follow(rita, article, FollowScope.THREAD, root, active=True)
    say("An answer", to=root)
    (mail,) = post_office()
    assert "replied to you" in mail.subject


def test_a_held_comment_is_told_of_at_its_approval_and_never_before(
    article, say, rita, rules, post_office
):
    rules.policy = Policy.HOLD
    held = say("Wait for it")
    assert not post_office()
    held.status = Status.PUBLISHED
    held.save()
    (mail,) = post_office()
    assert "Wait for it" in mail.body
    for status in (Status.REMOVED, Status.PUBLISHED):
        held.status = status
        held.save()
    assert not post_office()


def test_what_was_removed_before_the_mail_went_is_not_in_it(say, rita, post_office):
    comment = say("Regretted")
    comment.status = Status.REMOVED
    comment.save()
    assert not post_office()


def test_the_mail_program_can_unsubscribe_in_one_click_without_cookies(say, rita, post_office):
    say("News")
    (mail,) = post_office()
    headers = mail.message()
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    path = "/" + address.split("/", 3)[3]
    program = Client(enforce_csrf_checks=True)
    assert program.get(path).status_code == 200
    assert Follow.objects.exists()
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follow.objects.exists()
    assert program.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    say("More news")
    assert not post_office()


@pytest.mark.parametrize("what", ["this", "all"])
def test_a_link_in_the_mail_ends_one_follow_or_all(
    what, say, rita, post_office, text, topic, reader
):
    other = factories.article(topic)
    subscriptions.follow(rita, other, FollowScope.PAGE, active=True)
    say("News")
    (mail,) = post_office()
    stop = next(link for link in links(mail) if "/stop/follow/" in link)
    reader.get(stop)
    assert Follow.objects.count() == 2
    answer = reader.post(stop, {"what": what})
    assert (
        "We will send you no more email" if what == "all" else "no longer email you about this"
    ) in text(answer)
    say("Elsewhere", page=other)
    say("Here")
    assert [other.title in sent.body for sent in post_office()] == ([] if what == "all" else [True])


def test_a_forged_or_unknown_link_ends_nothing(reader, rita):
    for path in ("follow/1:x", "all/1:x", "follow/1", "nonsense/1"):
        assert reader.get(f"/discussion/mail/stop/{path}/").status_code == 404
        answer = reader.post(f"/discussion/mail/stop/{path}/", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 404
    assert Follow.objects.filter(active=True).exists()


def test_a_discussion_can_be_followed_without_writing_in_it(
    reader, article, rules, post_office, text, say
):
    address = f"/discussion/{article.pk}/follow/"
    assert reader.post(address, {"email": "no address"}).status_code == 422
    assert "Check your email" in text(reader.post(address, {"email": "Rita@example.org"}))
    (mail,) = post_office()
    say("Before the word")
    assert not post_office()
    reader.post(links(mail)[0])
    say("After the word")
    (notice,) = post_office()
    assert notice.to == ["rita@example.org"]


@pytest.mark.both_databases
def test_somebody_who_is_told_a_lot_gets_the_rest_together(say, rita, post_office, settings):
    settings.COMMENT_LIMITS = {"notices": 2}
    for number in range(2):
        say(f"News {number}")
        assert len(post_office()) == 1
    for number in range(2, 5):
        say(f"News {number}")
        sending.send_due()
        sending.send_due()
    assert len(django_mail.outbox) == 2
    Mail.objects.filter(sent_at__isnull=False).update(sent_at=timezone.now() - timedelta(hours=2))
    (mail,) = post_office()
    assert mail.subject == "3 new comments in discussions that you follow"
    assert all(f"News {number}" in mail.body for number in range(2, 5))
    assert "/stop/all/" in mail.message()["List-Unsubscribe"]


def test_authors_learn_what_became_of_their_comment_and_why(
    reader, article, rules, post_office, text, confirmed
):
    rules.policy = Policy.HOLD
    rules.save()
    send(reader, article, "Please", follow="replies")
    reader.post(links(post_office()[0])[0])
    comment = ReaderComment.objects.get()
    moderator = Client()
    moderator.force_login(factories.user("Moderators"))
    moderator.post(
        f"/admin/discussion/comment/{comment.pk}/act/",
        {"action": "remove", "note_to_author": "It names a private person."},
    )
    (mail,) = post_office()
    assert "was not published" in mail.subject
    assert "It names a private person." in mail.body
    assert "/discussion/yours/" in links(mail)
    assert "It names a private person." in text(reader.get("/discussion/yours/all/"))


def test_who_is_taken_down_with_a_word_hears_it(say, confirmed, post_office):
    comment = say("Rash words", email="rita@example.org")
    confirmed()
    ReaderComment.objects.filter(pk=comment.pk).update(verified=True)
    comment.refresh_from_db()
    comment.status = Status.REMOVED
    comment.save()
    assert not post_office()
    comment.status = Status.PUBLISHED
    comment.save()
    comment.status, comment.note_to_author = Status.REMOVED, "It names a private person."
    comment.save()
    (mail,) = post_office()
    assert "It names a private person." in mail.body


def test_a_failing_mail_server_is_tried_again_and_then_shown_to_the_operator(
    say, rita, monkeypatch, caplog, editor
):
    monkeypatch.setattr(
        django_mail.EmailMessage, "send", lambda self: (_ for _ in ()).throw(OSError("no route"))
    )
    say("News")
    sending.send_due()  # finds the followers
    waits = []
    for _ in range(len(sending.BACK_OFF_MINUTES) + 1):
        notice = Mail.objects.get(kind="notice")
        assert notice.state == MailState.WAITING
        Mail.objects.update(due_at=timezone.now())
        sending.send_due()
        notice.refresh_from_db()
        waits.append(round((notice.due_at - timezone.now()).total_seconds() / 60))
    assert waits[:-1] == sending.BACK_OFF_MINUTES
    assert notice.state == MailState.FAILED
    assert "no route" in notice.error
    assert "given up" in caplog.text
    assert "rita@example.org" not in caplog.text
    moderator = Client()
    moderator.force_login(factories.user("Moderators"))
    listing = moderator.get("/admin/snippets/comments/mail/?state=failed").content.decode()
    assert "no route" in listing
    monkeypatch.undo()
    call_command("retry_mail", stdout=(out := io.StringIO()))
    assert "1 mails are in line again." in out.getvalue()
    sending.send_due()
    assert len(django_mail.outbox) == 1


def test_an_address_that_the_server_refuses_is_not_tried_again(say, rita, monkeypatch):
    def refuse(self):
        raise smtplib.SMTPRecipientsRefused({"rita@example.org": (550, b"no such user")})

    monkeypatch.setattr(django_mail.EmailMessage, "send", refuse)
    say("News")
    sending.send_due()
    sending.send_due()
    assert Mail.objects.get(kind="notice").state == MailState.FAILED


@pytest.mark.both_databases
def test_a_killed_workers_mail_is_sent_by_the_next_and_never_a_third_time(say, rita, monkeypatch):
    class Killed(BaseException):
        pass

    def die(self):
        raise Killed

    say("News")
    sending.send_due()
    monkeypatch.setattr(django_mail.EmailMessage, "send", die)
    for crash in range(2):
        with pytest.raises(Killed):
            sending.send_due()
        sending.sweep()
        assert Mail.objects.get(kind="notice").state == MailState.SENDING  # it may be at work still
        Mail.objects.update(claimed_at=timezone.now() - timedelta(minutes=5))
        sending.sweep()
        expected = MailState.WAITING if crash == 0 else MailState.FAILED
        assert Mail.objects.get(kind="notice").state == expected


def test_a_worker_killed_before_it_sent_costs_the_mail_nothing(say, rita, monkeypatch):
    class Killed(BaseException):
        pass

    def die(mails):
        raise Killed

    say("News")
    sending.send_due()
    with monkeypatch.context() as patch:
        patch.setattr(letters, "write", die)
        for _ in range(5):
            with pytest.raises(Killed):
                sending.send_due()
            Mail.objects.update(claimed_at=timezone.now() - timedelta(minutes=5))
            sending.sweep()
    sending.send_due()
    assert len(django_mail.outbox) == 1


@pytest.mark.both_databases
def test_a_comment_and_its_mail_are_stored_together_or_not_at_all(
    article, rules, rita, monkeypatch
):
    def enqueue():
        raise RuntimeError("power cut")

    monkeypatch.setattr(sending, "send_mail", SimpleNamespace(enqueue=enqueue))
    with pytest.raises(RuntimeError):
        posting.post(article, "News", posting.Sender("Ann", "ann@example.org"), rules)
    assert not ReaderComment.objects.exists()
    assert not Mail.objects.exists()


def test_a_name_cannot_add_a_header_to_a_mail(say, rita, post_office):
    say("News", name="Ann\r\nBcc: all@example.org")
    (mail,) = post_office()
    assert mail.message()["Bcc"] is None
    assert "\n" not in mail.subject
