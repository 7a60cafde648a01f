"""One mail asks for everything that somebody sent in a row, and its reader says what of it is theirs."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import housekeeping
from comments.models import Commenter, Confirm, Follow, Mail, ReaderComment, Status
from tests import factories

from .conftest import links, send

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def asking(rules):
    rules.confirm = Confirm.FIRST
    rules.save()
    return rules


@pytest.fixture
def link(reader, article, topic, asking, post_office):
    """The link of the one mail about three comments and a follow."""
    send(reader, article, "First words", follow="replies")
    send(reader, factories.article(topic, title="Why not?"), "Second words")
    send(reader, article, "Third words")
    (mail,) = post_office()
    (found,) = links(mail)
    return found


def shown(response) -> dict[str, list[str]]:
    """What the form on the page would send, with everything ticked."""
    html = response.content.decode()
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", html.split('<form class="reply"')[1]):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and value and name[1] != "csrfmiddlewaretoken":
            sent.setdefault(name[1], []).append(value[1])
    return sent


def statuses() -> list[str]:
    return list(ReaderComment.objects.order_by("pk").values_list("status", flat=True))


def test_one_mail_confirms_all_that_was_sent_in_a_row(link, reader, text, post_office):
    page = reader.get(link)
    for words in ("First words", "Second words", "Third words", "Why not?", "replies to your"):
        assert words in text(page)
    assert statuses() == ["unconfirmed"] * 3
    done = text(reader.post(link, shown(page), follow=True))
    assert "Third words" in done
    assert statuses() == ["published"] * 3
    assert Follow.objects.get().active
    housekeeping.run()
    assert not post_office()


def test_the_mail_says_how_many_comments_it_is_about(reader, article, asking, post_office):
    for number in range(3):
        send(reader, article, f"Words {number}")
    (mail,) = post_office()
    for body in (mail.body, mail.alternatives[0].content):
        assert "with 3 comments" in body
        assert "Words" not in body


def test_what_is_left_out_is_deleted_and_the_rest_is_confirmed(link, reader, post_office):
    data = shown(reader.get(link))
    second = ReaderComment.objects.get(comment="Second words")
    data["comment"].remove(str(second.pk))
    del data["follow"]
    reader.post(link, data, follow=True)
    assert statuses() == ["published", "removed", "published"]
    second.refresh_from_db()
    assert (second.comment, second.withdrawn, second.commenter) == ("", True, None)
    assert not Follow.objects.exists()
    housekeeping.run()
    assert not post_office()


def test_whoever_wrote_nothing_of_it_confirms_nothing(link, reader, text):
    data = shown(reader.get(link))
    del data["comment"], data["follow"]
    answer = reader.post(link, data, follow=True)
    assert "deleted" in text(answer)
    assert statuses() == ["removed"] * 3
    assert Commenter.objects.get().confirmed_at is None
    assert not reader.get("/discussion/yours/all/").context


def test_what_came_while_the_page_was_open_is_not_confirmed_unseen(
    link, reader, article, post_office
):
    data = shown(reader.get(link))
    send(Client(), article, "Words of a stranger")
    assert not post_office()
    reader.post(link, data)
    assert statuses() == ["published"] * 3 + ["unconfirmed"]
    # It is asked for by a mail of its own.
    (mail,) = post_office()
    reader.post(links(mail)[0])
    assert statuses() == ["published"] * 4


def test_nobody_confirms_what_was_sent_with_another_address(link, reader, article, post_office):
    send(Client(), article, "Ben's words", email="ben@example.org")
    data = shown(reader.get(link))
    bens = ReaderComment.objects.get(comment="Ben's words")
    data["comment"].append(str(bens.pk))
    data["shown_comment"].append(str(bens.pk))
    reader.post(link, data)
    bens.refresh_from_db()
    assert bens.status == Status.UNCONFIRMED


def test_a_comment_of_another_hour_has_a_mail_of_its_own(reader, article, asking, post_office):
    send(reader, article, "Before")
    assert len(post_office()) == 1
    Mail.objects.update(created_at=timezone.now() - timedelta(hours=2))
    send(reader, article, "After")
    (mail,) = post_office()
    page = reader.get(links(mail)[0])
    reader.post(links(mail)[0], shown(page))
    assert statuses() == ["published"] * 2


def test_the_link_of_an_earlier_mail_says_that_all_is_confirmed(
    reader, article, asking, post_office, text
):
    response, _ = send(reader, article, "Words")
    reader.post(response.redirect_chain[-1][0], {"action": "ask"})
    first, second = (links(mail)[0] for mail in post_office())
    reader.post(second)
    assert "that is confirmed" in text(reader.get(first))


def test_a_wish_for_mail_that_could_not_be_asked_for_is_said_and_asked_for_later(
    reader, article, rules, settings, post_office, text
):
    settings.COMMENT_LIMITS = {"confirm_network": 1}
    send(Client(), article, "Words of Ben", email="ben@example.org", follow="replies")
    response, _ = send(reader, article, "Words of Ann", follow="replies")
    assert "Your comment is published" in text(response)
    assert "we could not send an email just now. It follows" in text(response)
    fragment = reader.get(response.redirect_chain[-1][0], headers={"X-Requested-With": "fetch"})
    assert "could not send you an email just now" in text(fragment)
    assert len(post_office()) == 1
    housekeeping.run()
    assert not post_office()
    Mail.objects.update(created_at=timezone.now() - timedelta(hours=2))
    housekeeping.run()
    housekeeping.run()
    (mail,) = post_office()
    assert mail.to == ["ann@example.org"]
    reader.post(links(mail)[0])
    assert Follow.objects.get(commenter__email="ann@example.org").active


def test_nobody_is_asked_later_about_following_below_spam(reader, article, rules, post_office):
    send(reader, article, "Words", follow="page", honeypot="filled in")
    assert statuses() == ["spam"]
    housekeeping.run()
    assert not post_office()
