"""Moderators edit the words, the name and the website; the original is kept, shown and restored."""

import json

import pytest

from comments import personal_data
from comments.models import Decision, ReaderComment

from .desk import QUEUE, act, undo

pytestmark = pytest.mark.django_db

NAME, WEBSITE = "Call 555-0100", "https://casino.example/win"


@pytest.fixture
def comment(say):
    made = say("Harmless words", name=NAME)
    made.user_url = WEBSITE
    made.save()
    return made


def edit(desk, comment, **fields):
    comment.refresh_from_db()
    answer = act(desk, comment, "edit", **{"text": comment.comment, **fields})
    comment.refresh_from_db()
    return answer


def test_name_and_website_can_be_edited_and_the_originals_are_shown(
    desk, comment, text, reader, article
):
    assert edit(desk, comment, name=" Ann\n B. ", website="").status_code == 200
    assert (comment.user_name, comment.user_url) == ("Ann B.", "")
    assert f"Show the original Name: {NAME} Website: {WEBSITE}" in text(
        desk.get(f"{QUEUE}?status=published")
    )
    page = reader.get(article.url).content.decode()
    assert "edited by a moderator" in page
    assert NAME not in page
    assert WEBSITE not in page


def test_the_first_name_and_website_are_kept_through_several_edits(desk, comment):
    edit(desk, comment, name="Ann", website="https://one.example/")
    edit(desk, comment, name="Bo", website="two.example")
    assert (comment.user_name, comment.original_name) == ("Bo", NAME)
    assert (comment.user_url, comment.original_website) == ("https://two.example", WEBSITE)
    edit(desk, comment, name=NAME, website=WEBSITE)
    assert not comment.edited_by_moderator


def test_a_website_that_was_not_there_is_known_to_be_added(desk, say):
    comment = say()
    edit(desk, comment, website="https://one.example/")
    edit(desk, comment, website="https://two.example/")
    assert comment.original_website == ""
    assert comment.edited_by_moderator


def test_undoing_brings_name_and_website_back(desk, comment):
    edit(desk, comment, text="Other words", name="Ann", website="")
    assert undo(desk).status_code == 200
    comment.refresh_from_db()
    assert (comment.comment, comment.user_name, comment.user_url) == (
        "Harmless words", NAME, WEBSITE,
    )  # fmt: skip
    assert not comment.edited_by_moderator


def test_a_decision_from_before_names_were_kept_can_be_undone(desk, comment):
    edit(desk, comment, text="Other words")
    made = Decision.objects.get()
    for name in ("user_name", "original_name", "user_url", "original_website"):
        del made.details["before"][name]
    made.save()
    assert undo(desk).status_code == 200
    comment.refresh_from_db()
    assert (comment.comment, comment.user_name) == ("Harmless words", NAME)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": NAME, "website": WEBSITE},
        {"name": " "},
        {"name": "x" * 51},
        {"website": "javascript:alert(1)"},
        {"website": "https://x.example/" + "x" * 200},
        {"website": "no address"},
    ],
)
def test_what_changes_nothing_or_is_no_name_or_address_is_refused(desk, comment, fields):
    assert edit(desk, comment, **fields).status_code == 422
    assert (comment.user_name, comment.user_url) == (NAME, WEBSITE)
    assert not Decision.objects.exists()


def test_an_imported_website_that_is_none_stays_when_other_things_are_edited(desk, comment):
    comment.user_url = "javascript:x"
    comment.save()
    assert edit(desk, comment, name="Ann", website="javascript:x").status_code == 200
    assert comment.user_url == "javascript:x"


def test_the_originals_are_exported_and_erased(desk, comment):
    edit(desk, comment, name="Ann", website="")
    exported = json.dumps(personal_data.export("ann@example.org"), default=str)
    assert NAME in exported
    assert WEBSITE in exported
    personal_data.erase("ann@example.org", keep_comments=True)
    left = ReaderComment.objects.get()
    assert (left.original_name, left.original_website) == (None, None)
    assert NAME not in json.dumps(list(Decision.objects.values()), default=str)
