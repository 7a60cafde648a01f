"""Akismet, against a server of our own that speaks as it does."""

import logging
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.utils import timezone
from django_tasks import task_backends
from wagtail.models import Site

from comments.intake import posting
from comments.models import Commenter, Confirm, ReaderComment, Standing, Status
from comments.moderation import deciding
from comments.spam import akismet
from tests import factories
from tests.comments.conftest import send
from tests.comments.worker import waiting, work

WORDS = "Something about ships, quuxly said."


class Akismet(ThreadingHTTPServer):
    """Answers with what a test wants, and keeps what it was told."""

    daemon_threads = True

    def __init__(self):
        self.answer, self.asked, self.key = "false", [], "a-good-key"
        super().__init__(("127.0.0.1", 0), Desk)

    def told(self, what: str) -> list[dict]:
        return [fields for path, fields in self.asked if path == f"/1.1/{what}"]


class Desk(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        self.server.asked.append((self.path, fields))
        answer = self.server.answer
        if answer == "sleep":
            time.sleep(1)
        if answer == "500":
            return self._say("", 500)
        if self.path == "/1.1/verify-key":
            known = fields["key"] == self.server.key
            return self._say("valid" if known else "invalid")
        if fields["api_key"] != self.server.key:
            return self._say("invalid")
        if self.path == "/1.1/comment-check":
            return self._say(answer)
        return self._say("Thanks for making the web a better place.")

    def _say(self, words: str, status=200):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    with Akismet() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def service(server, settings):
    settings.AKISMET_URL = f"http://127.0.0.1:{server.server_port}"
    server.answer = "false"
    server.asked.clear()
    task_backends["default"].clear()
    return server


@pytest.fixture
def keyed(rules, service):
    rules.akismet_key = service.key
    rules.save()
    return rules


def asked(comment: ReaderComment) -> tuple[str, list[tuple[str, str]]]:
    """After the worker's turn: the comment's status, and what is said of it."""
    work("ask_akismet")
    comment.refresh_from_db()
    return comment.status, list(comment.findings.values_list("effect", "message"))


def test_without_a_key_nothing_is_sent(service, say):
    say(WORDS)
    assert not waiting("ask_akismet")
    assert not service.asked


def test_what_it_takes_for_spam_is_held(keyed, service, reader, article):
    service.answer = "true"
    send(reader, article, WORDS)
    comment = ReaderComment.objects.get()
    assert comment.status == Status.PUBLISHED
    status, said = asked(comment)
    assert status == Status.HELD
    assert said == [("hold", "Akismet takes it for spam.")]
    (fields,) = service.told("comment-check")
    assert fields["comment_content"] == WORDS
    assert fields["comment_author"] == "Ann Reader"
    assert fields["comment_author_email"] == "ann@example.org"
    assert fields["user_ip"] == "127.0.0.1"
    assert fields["permalink"].endswith(article.url)
    assert fields["blog"] == Site.objects.get().root_url


def test_what_is_held_already_stays_held_whatever_it_says(keyed, service, say, hold_all):
    hold_all.akismet_key = service.key
    hold_all.save()
    assert asked(say(WORDS))[0] == Status.HELD
    service.answer = "true"
    status, said = asked(say("Other words"))
    assert status == Status.HELD
    assert ("hold", "Akismet takes it for spam.") in said


def test_what_it_does_not_take_for_spam_stands(keyed, service, say):
    status, said = asked(say(WORDS))
    assert status == Status.PUBLISHED
    assert said == [("note", "Akismet does not take it for spam.")]


def test_staff_the_trusted_and_what_is_spam_already_are_not_asked_about(keyed, service, say):
    keyed.spam_phrases = "casino"
    keyed.save()
    trusted = Commenter.objects.at("ann@example.org")
    trusted.standing = Standing.TRUSTED
    trusted.save()
    say(WORDS, known=True)
    say("casino", email="ben@example.org")
    editor = posting.Sender("Ed Editor", "ed@example.org", user=factories.user("Editors"))
    posting.post(ReaderComment.objects.first().page, WORDS, editor, keyed)
    assert not waiting("ask_akismet")


def test_an_unconfirmed_comment_is_asked_about_when_it_is_confirmed(keyed, service, say):
    keyed.confirm = Confirm.ALWAYS
    keyed.save()
    comment = say(WORDS)
    assert not waiting("ask_akismet")
    posting.accept_confirmed(comment)
    service.answer = "true"
    assert asked(comment)[0] == Status.HELD


def test_a_decision_made_meanwhile_stands(keyed, service, say, moderator):
    service.answer = "true"
    comment = say(WORDS)
    (task,) = waiting("ask_akismet")
    deciding.decide(moderator, comment.pk, "keep")
    assert asked(comment) == (Status.PUBLISHED, [])
    # And one that is made while Akismet thinks.
    akismet._conclude(comment.pk, "hold", akismet.SPAM)
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED
    assert not service.asked


@pytest.mark.parametrize("answer", ["500", "sleep", "garbage\0", "away"])
def test_an_outage_blocks_no_comment_and_is_said_after_three_tries(
    keyed, service, settings, say, answer, monkeypatch, caplog
):
    monkeypatch.setattr(akismet, "TIMEOUT_SECONDS", 0.1)
    service.answer = answer
    if answer == "away":
        settings.AKISMET_URL = "http://127.0.0.1:9"
    caplog.set_level(logging.INFO)
    comment = say(WORDS)
    (task,) = waiting("ask_akismet")
    work_once()
    (again,) = waiting("ask_akismet")
    assert timezone.now() < again.task.run_after
    assert again.args == [comment.pk, 2]
    assert asked(comment) == (Status.PUBLISHED, [("note", "Akismet did not answer.")])
    assert len(service.told("comment-check")) == (0 if answer == "away" else 3)
    assert "try 3" in caplog.text
    for personal in ("quuxly", "ann@example.org", "Ann Reader", "192.0.2", keyed.akismet_key):
        assert personal not in caplog.text


def work_once():
    (task,) = waiting("ask_akismet")
    task_backends["default"].results.remove(task)
    task.task.call(*task.args)


def test_an_unknown_key_is_said_once_and_blocks_nothing(keyed, service, say):
    keyed.akismet_key = "a-bad-key"
    keyed.save()
    assert asked(say(WORDS)) == (
        Status.PUBLISHED,
        [("note", "Akismet does not know the key in the settings.")],
    )
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("answer", "action", "operation"),
    [("true", "approve", "submit-ham"), ("false", "spam", "submit-spam")],
)
def test_a_decision_against_it_is_told(keyed, service, say, moderator, answer, action, operation):
    service.answer = answer
    comment = say(WORDS)
    asked(comment)
    deciding.decide(moderator, comment.pk, action)
    (task,) = waiting("tell_akismet")
    assert task.task.run_after > timezone.now()
    work("tell_akismet")
    (fields,) = service.told(operation)
    assert fields["comment_content"] == WORDS


def test_agreement_second_thoughts_and_a_key_taken_away_are_not_told(
    keyed, service, say, moderator
):
    service.answer = "true"
    agreed, undone, keyless = (say(f"{WORDS} {number}") for number in range(3))
    work("ask_akismet")
    deciding.decide(moderator, agreed.pk, "spam")
    assert not waiting("tell_akismet")
    made = deciding.decide(moderator, undone.pk, "approve")
    deciding.undo(moderator, made.pk)
    work("tell_akismet")
    deciding.decide(moderator, keyless.pk, "approve")
    keyed.akismet_key = ""
    keyed.save()
    assert work("tell_akismet") == 1
    assert not service.told("submit-ham")


def save(rules, key: str):
    """An editor saves the settings with this key."""
    client = Client()
    client.force_login(factories.user())
    rules.refresh_from_db()
    data = model_to_dict(rules, exclude=["id", "site", "raid_until"]) | {"akismet_key": key}
    data = {name: value for name, value in data.items() if value is not None and value is not False}
    address = f"/admin/settings/comments/discussionsettings/{rules.site_id}/"
    page = client.post(address, data, follow=True)
    rules.refresh_from_db()
    return page.content.decode()


def test_a_wrong_key_is_said_when_it_is_saved(rules, service):
    assert "Akismet does not know this key for" in save(rules, "a-bad-key")
    assert rules.akismet_key == ""
    assert "Akismet did not answer" not in save(rules, service.key)
    assert rules.akismet_key == service.key
    checked = len(service.told("verify-key"))
    save(rules, service.key)
    assert len(service.told("verify-key")) == checked


def test_a_key_can_be_saved_while_akismet_is_away(rules, service):
    service.answer = "500"
    assert "Akismet did not answer. The key is saved" in save(rules, service.key)
    assert rules.akismet_key == service.key
