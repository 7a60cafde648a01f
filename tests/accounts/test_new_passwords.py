"""A new password by mail: few mails, sent by the worker, and nobody learns who has an account."""

import re
import smtplib

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from accounts import housekeeping, recovery
from accounts.models import PasswordRequest
from tests import factories

from .test_guessing import RIGHT, guess, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def owner(home):
    made = factories.user("Editors", "ann")
    made.email = "ann@example.org"
    made.save()
    return made


def ask(email="ann@example.org", network=1, client=None):
    address = reverse("wagtailadmin_password_reset")
    return (client or Client()).post(address, {"email": email}, REMOTE_ADDR=f"198.51.{network}.7")


def work():
    """Does what the worker has to do."""
    for asked in PasswordRequest.objects.all():
        recovery.send.call(asked.pk)


def test_one_person_gets_few_mails_however_many_are_asked_for(owner, text):
    answers = [
        ask(" ANN@example.org " if number % 2 else owner.email, number) for number in range(32)
    ]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429] * 29
    assert answers[-1]["Retry-After"]
    assert "Look for the mail, also among the spam" in text(answers[-1])
    work()
    assert len(mail.outbox) == 3
    assert not PasswordRequest.objects.exists()


def test_one_network_asks_for_few(owner, text, settings):
    settings.PASSWORD_LIMITS = {"network_mails": 4}
    answers = [ask(f"person{number}@example.org") for number in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 4 + [429] * 2
    assert "from your network" in text(answers[-1])
    assert ask(network=2).status_code == 302


def test_an_address_that_nobody_has_is_answered_in_the_same_way(owner):
    asked = []
    for network, email in enumerate(["ann@example.org", "nobody@example.org"]):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(email, network)
        statements = [re.sub(r"'[^']*'|s?\d+_x\d+|\d+", "?", each["sql"]) for each in queries]
        asked.append((answer.status_code, statements))
    assert asked[0] == asked[1]
    assert not mail.outbox
    work()
    assert [letter.to for letter in mail.outbox] == [["ann@example.org"]]


def test_the_mail_lets_its_owner_in_whatever_others_have_tried(owner, settings):
    settings.PASSWORD_LIMITS = {"account": 4}
    guess(5)
    browser = Client()
    assert sign_in(browser, RIGHT).status_code == 429
    ask(client=browser)
    work()
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    form = browser.get(link, follow=True)
    new = dict.fromkeys(("new_password1", "new_password2"), "a new long one")
    assert browser.post(form.redirect_chain[-1][0], new).status_code == 302
    assert sign_in(browser, "a new long one").status_code == 302
    assert sign_in(Client(), "a new long one").status_code == 429


def test_a_mail_server_that_is_away_is_tried_again(owner, monkeypatch, caplog):
    def away(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("ann@example.org")

    ask()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    work()
    assert "SMTPServerDisconnected" in caplog.text
    assert "ann@example.org" not in caplog.text
    waits = DBTaskResult.objects.filter(run_after__isnull=False).latest("enqueued_at")
    pk, tries = waits.args_kwargs["args"]
    monkeypatch.undo()
    recovery.send.call(pk, tries)
    assert len(mail.outbox) == 1
    housekeeping.run()
