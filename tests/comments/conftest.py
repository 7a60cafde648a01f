"""What the tests of discussions share."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from comments.intake import forms, posting
from comments.mailing import sending
from comments.models import DiscussionSettings, Mail, Policy
from tests import factories

#: On SQLite one transaction writes at a time: nothing there locks rows.
collect_ignore = [] if connection.vendor == "postgresql" else ["test_locks.py"]


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """Tests fill in forms faster than people do."""
    monkeypatch.setattr(forms, "TOO_QUICK", -1)


@pytest.fixture
def rules(home):
    settings = DiscussionSettings.for_site(Site.objects.get())
    settings.policy = Policy.PUBLISH
    settings.save()
    return settings


@pytest.fixture
def say(article, rules):
    """Stores a comment past the form."""

    def store(
        words="Well said.", to=None, name="Ann Reader", email="ann@example.org", page=None, **sent
    ):
        sender = posting.Sender(name, email, ip="192.0.2.7", **sent)
        return posting.post(page or article, words, sender, rules, to and to.pk)[0]

    return store


@pytest.fixture
def moderator(home):
    made = factories.user("Moderators", "mo")
    made.first_name, made.last_name = "Mo", "Moderator"
    made.save()
    return made


@pytest.fixture
def desk(moderator) -> Client:
    """A moderator's browser."""
    client = Client()
    client.force_login(moderator)
    return client


@pytest.fixture
def hold_all(rules):
    """From now on every comment is held."""
    rules.policy = Policy.HOLD
    rules.save()
    return rules


@pytest.fixture
def held(say, rules):
    """Stores comments that wait."""

    def store(words="Please let me in", **fields):
        rules.policy = Policy.HOLD
        rules.save()
        return say(words, **fields)

    return store


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    form = html.split('<form class="reply"')[1].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="([\w]+)" value="([^"]*)"', form))


def send(client, article, words="Well said.", to=None, **fields):
    """Sends a comment through the form, as a reader does."""
    address = f"/discussion/{article.pk}/reply/" + (f"?to={to.pk}" if to else "")
    data = hidden(client.get(address).content.decode())
    data |= {"name": "Ann Reader", "email": "ann@example.org", "comment": words, "honeypot": ""}
    return client.post(f"/discussion/{article.pk}/reply/", data | fields, follow=True), data


@pytest.fixture
def post_office(mailoutbox):
    """Sends all that waits, as the worker would in time, and returns what is new."""

    def deliver():
        before = len(mailoutbox)
        Mail.objects.filter(state="waiting").update(due_at=timezone.now())
        while sending.send_due():
            pass
        return mailoutbox[before:]

    return deliver


def links(mail) -> list[str]:
    """The paths of the links in a mail, but for the one that ends such mails."""
    found = re.findall(r"https?://[^/\s]+(/discussion/\S+)", mail.body)
    return [path for path in found if "/stop/never/" not in path]
