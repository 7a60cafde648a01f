"""Trust, and what was published before, count for the person, and not for whoever types the address."""

import pytest
from django.test import Client
from django.utils import timezone

from comments import cookies
from comments.models import Commenter, Policy, ReaderComment, Standing, Status
from comments.moderation import deciding

from .conftest import send

pytestmark = pytest.mark.django_db

LINKS = "https://a.example https://b.example https://c.example https://d.example"


@pytest.fixture
def approved(reader, article, rules, moderator):
    """Ann's first comment, which a moderator approved, and her browser."""
    rules.policy = Policy.HOLD_FIRST
    rules.save()
    send(reader, article, "My first")
    comment = ReaderComment.objects.get()
    deciding.decide(moderator, comment.pk, "approve")
    return comment


def latest() -> ReaderComment:
    return ReaderComment.objects.latest("pk")


def test_in_the_browser_of_an_approved_comment_its_author_is_known(reader, article, approved):
    send(reader, article, "My second")
    assert latest().status == Status.PUBLISHED


def test_somebody_else_under_the_address_is_a_newcomer(article, approved):
    send(Client(), article, "Casino", name="Impostor")
    assert latest().status == Status.HELD
    assert "The address is not confirmed" in latest().why_held


def test_somebody_who_proved_the_address_by_mail_is_known(article, approved):
    Commenter.objects.update(confirmed_at=timezone.now())
    browser = Client()
    browser.cookies[cookies.READER] = _signed(cookies.READER, str(approved.commenter_id))
    send(browser, article, "From the office")
    assert latest().status == Status.PUBLISHED


def test_a_browser_in_which_nothing_was_approved_proves_nothing(reader, article, approved):
    other = Client()
    send(other, article, "Casino")
    send(other, article, "Casino again")
    assert latest().status == Status.HELD


def test_the_browsers_comments_prove_their_own_address_alone(reader, article, approved, rules):
    send(reader, article, "Under another address", email="ben@example.org")
    assert latest().status == Status.HELD


@pytest.mark.parametrize("policy", [Policy.HOLD, Policy.HOLD_FIRST, Policy.PUBLISH])
def test_trust_is_the_persons_own(reader, article, approved, rules, policy):
    rules.policy = policy
    rules.save()
    Commenter.objects.update(standing=Standing.TRUSTED)
    send(Client(), article, LINKS)
    assert latest().status == Status.HELD
    send(reader, article, f"Truly: {LINKS}")
    assert latest().status == Status.PUBLISHED


def test_a_ban_is_the_addresss_wherever_it_is_typed(article, approved):
    Commenter.objects.update(standing=Standing.BANNED)
    send(Client(), article, "It is me again")
    assert latest().status == Status.SPAM


def test_nobody_learns_by_guessing_that_an_address_has_written_here(article, approved):
    stranger = Client(REMOTE_ADDR="198.51.100.9")
    answers = {
        send(stranger, article, approved.comment, email=email)[0].status_code
        for email in ("ann@example.org", "eve@example.org")
    }
    assert len(answers) == 1


def test_the_browser_notes_its_latest_comments_alone(reader, article, rules, settings):
    settings.COMMENT_LIMITS = {"network": 99, "address": 99}
    for number in range(cookies.LATEST + 3):
        send(reader, article, f"Words {number}")
    noted = reader.cookies[cookies.WRITER].value.partition(":")[0].split(".")
    assert len(noted) == cookies.LATEST
    assert noted[-1] == str(latest().pk)


def _signed(key: str, value: str) -> str:
    from django.core.signing import get_cookie_signer

    return get_cookie_signer(salt=key + key).sign(value)
