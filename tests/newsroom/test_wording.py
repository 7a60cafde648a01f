"""Wagtail calls the review of a page “moderation”. Here it has one name, as the comments have theirs."""

from pathlib import Path

import pytest
import wagtail
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests import editing, factories
from tests.conftest import ROOT

OURS = ROOT / "newsroom/locale/en/LC_MESSAGES/django.po"


def catalogue(path):
    with path.open("rb") as file:
        return read_po(file)


def pairs(messages):
    """What is said for each sentence; some have two forms."""
    return {str(tuple(one.id)): str(tuple(one.string)) for one in messages if one.id}


def test_what_is_compiled_is_what_is_written():
    with OURS.with_suffix(".mo").open("rb") as file:
        compiled = pairs(read_mo(file))
    assert compiled == pairs(catalogue(OURS))


def test_each_sentence_is_one_of_this_wagtail():
    theirs = Path(wagtail.__file__).parent.glob("**/locale/en/LC_MESSAGES/django.po")
    known = {message.id for path in theirs for message in catalogue(path)}
    assert {message.id for message in catalogue(OURS)} <= known


@pytest.mark.django_db
def test_a_page_is_submitted_for_review(client, topic, text):
    client.force_login(factories.user("Contributors"))
    address = f"/admin/pages/add/articles/articlepage/{topic.pk}/"
    fields = editing.article_streams() | {"title": "Why?", "action-submit": "submit"}
    author = factories.author()
    fields |= {
        "slug": "why",
        "short_answer": editing.draftail("So."),
        "article_authors-0-author": author.pk,
    }
    answer = editing.sent(client, address, "page-edit-form", **fields)
    shown = text(client.get(answer["Location"]))
    assert "created and submitted for review" in shown
    assert "moderation" not in shown
