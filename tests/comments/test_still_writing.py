"""Somebody writes faster than it can be erased: what was found is gone, and nobody sees an error."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from comments import signals
from comments.models import Commenter, ReaderComment
from comments.personal_data import erasure

from .conftest import links

EMAIL = "ann@example.org"
STILL = "Comments were still being written with this address"


@pytest.fixture
def ann(say):
    """Somebody who has written, and sends another comment whenever one of theirs is erased."""
    say("Some words")
    number = 0

    def write_on(comment, **_):
        nonlocal number
        if comment.withdrawn:
            number += 1
            say(f"More words {number}")

    signals.status_changed.connect(write_on)
    yield EMAIL
    signals.status_changed.disconnect(write_on)


def what_is_left() -> list[str]:
    """The words of the comments that were not withdrawn."""
    return list(ReaderComment.objects.filter(withdrawn=False).values_list("comment", flat=True))


def test_the_owner_of_the_address_is_asked_to_erase_once_more(ann, post_office, text):
    reader = Client()
    reader.post(reverse("ask_yours"), {"email": ann})
    reader.post(links(post_office()[-1])[0])
    answer = reader.post(reverse("yours"), {"action": "erase", "email": ann})
    assert answer.status_code == 409
    assert STILL in text(answer)
    assert "Please erase once more" in text(answer)
    assert what_is_left() == [f"More words {erasure.ROUNDS}"]
    assert not ReaderComment.objects.filter(withdrawn=True).exclude(user_email="").exists()


def test_a_moderator_is_told_what_was_erased_and_to_erase_once_more(ann, desk, moderator, text):
    asked = {"action": "erase", "email": ann, "keep": "no", "typed": ann}
    address = reverse("comments_personal_data")
    answer = desk.post(address, asked)
    assert answer.status_code == 409
    words = text(answer)
    assert STILL in words
    assert f"{erasure.ROUNDS} comments withdrawn" in words
    # The screen shows what is left, and offers to erase it.
    assert f"Stored about {ann}" in words
    assert what_is_left() == [f"More words {erasure.ROUNDS}"]
    entry = ModelLogEntry.objects.get(action="comments.erase")
    assert entry.user == moderator
    assert f"{erasure.ROUNDS} comments withdrawn" in entry.message


def test_the_command_says_so(ann):
    out = StringIO()
    with pytest.raises(CommandError, match=STILL):
        call_command("personal_data", "erase", ann, "--yes", stdout=out)
    assert f"{erasure.ROUNDS} comments withdrawn" in out.getvalue()
    assert Commenter.objects.filter(email=ann).exists()
