"""Readers say what is useful: once for each browser, without an account."""

import pytest
from django.test import Client

from comments.management.commands.check_comments import repair_counts
from comments.models import ReaderComment, Status, Vote

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def vote(say):
    def cast(comment, client=None, wanted="yes", ip="198.51.100.7"):
        return (client or Client()).post(
            f"/discussion/comment/{comment.pk}/useful/", {"vote": wanted}, REMOTE_ADDR=ip
        )

    return cast


def useful(comment) -> int:
    return ReaderComment.objects.get(pk=comment.pk).useful


def test_a_browser_counts_once_and_can_take_it_back(reader, say, vote, article, text):
    comment = say()
    for _ in range(3):
        assert vote(comment, reader).status_code == 302
    assert useful(comment) == 1
    assert "Useful · 1" in text(reader.get(article.url))
    assert "Take your vote back" in text(reader.get(f"/discussion/comment/{comment.pk}/useful/"))
    vote(comment, reader, wanted="no")
    assert useful(comment) == 0


def test_opening_the_page_counts_nothing_and_sets_no_name(reader, say):
    comment = say()
    response = reader.get(f"/discussion/comment/{comment.pk}/useful/")
    assert "browser" not in response.cookies
    assert useful(comment) == 0


def test_the_cookie_stays_with_the_discussions_own_pages(reader, say, vote):
    response = vote(say(), reader)
    cookie = response.cookies["browser"]
    assert cookie["path"] == "/discussion/"
    assert cookie["httponly"]


def test_one_network_cannot_vote_a_comment_up(say, vote, text):
    comment = say()
    answers = [vote(comment) for _ in range(8)]
    assert useful(comment) == 5
    assert answers[-1].status_code == 429
    assert "in your network" in text(answers[-1])
    assert vote(comment, ip="203.0.113.9").status_code == 302
    assert useful(comment) == 6


def test_a_forged_cookie_is_a_new_browser(say, vote, reader):
    comment = say()
    vote(comment, reader)
    reader.cookies["browser"] = "0" * 32
    vote(comment, reader)
    assert Vote.objects.count() == 2


def test_the_most_useful_stands_first_where_asked(reader, article, say, vote):
    one, two, three = say("one"), say("two"), say("three")
    vote(two)
    vote(two, ip="203.0.113.9")
    vote(three)
    html = reader.get(f"/discussion/{article.pk}/?sort=useful").content.decode()
    assert html.index(f'id="c{two.pk}"') < html.index(f'id="c{three.pk}"')
    assert html.index(f'id="c{three.pk}"') < html.index(f'id="c{one.pk}"')


def test_what_cannot_be_read_cannot_be_voted_for(say, vote):
    held = say()
    held.status = Status.HELD
    held.save()
    assert vote(held).status_code == 404


def test_a_wrong_count_is_repaired(say, vote):
    comment = say()
    vote(comment)
    ReaderComment.objects.update(useful=40)
    assert repair_counts() == 1
    assert useful(comment) == 1
