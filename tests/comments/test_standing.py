"""What moderators think of a commenter, and what somebody asked for, lasts until it is ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import housekeeping, links, personal_data
from comments.models import (
    Commenter,
    Confirm,
    Follow,
    FollowScope,
    Mail,
    NetworkBan,
    ReaderComment,
    Standing,
    Status,
)
from comments.notify import confirmation, subscriptions
from comments.personal_data import account

from .conftest import links as links_in
from .conftest import send

pytestmark = pytest.mark.django_db

STANDINGS = [standing for standing in Standing if standing]


@pytest.fixture
def ann(reader, article, rules):
    """Somebody first seen long ago who never confirmed the address, and the page of their comment."""
    response, _ = send(reader, article)
    Commenter.objects.update(first_seen_at=timezone.now() - timedelta(days=15))
    return Commenter.objects.get(), response.redirect_chain[-1][0]


@pytest.fixture
def give(desk):
    """A moderator gives a commenter a standing, on the commenter's page."""

    def give(commenter, standing):
        address = f"/admin/discussion/people/{commenter.pk}/"
        if standing == Standing.BANNED:
            desk.post(f"{address}ban/")
        else:
            desk.post(address, {"standing": standing})
        assert Commenter.objects.get(pk=commenter.pk).standing == standing

    return give


def standing_of(email="ann@example.org"):
    return Commenter.objects.get(email=email).standing


@pytest.mark.both_databases
@pytest.mark.parametrize("standing", STANDINGS)
def test_a_standing_outlasts_the_withdrawal_of_the_only_comment(reader, ann, give, standing):
    commenter, mine = ann
    give(commenter, standing)
    reader.post(mine, {"action": "withdraw"})
    assert ReaderComment.objects.get().withdrawn
    housekeeping.run()
    assert standing_of() == standing


@pytest.mark.both_databases
@pytest.mark.parametrize("standing", STANDINGS)
def test_a_standing_outlasts_the_article(ann, give, article, standing):
    commenter, _ = ann
    give(commenter, standing)
    article.delete()
    assert not ReaderComment.objects.exists()
    housekeeping.run()
    assert standing_of() == standing


def test_a_banned_commenter_who_withdraws_everything_is_still_banned(reader, ann, give, article):
    commenter, mine = ann
    give(commenter, Standing.BANNED)
    reader.post(mine, {"action": "withdraw"})
    housekeeping.run()
    send(reader, article, "Here I am again")
    assert ReaderComment.objects.get(withdrawn=False).status == Status.SPAM


def test_a_moderator_finds_and_ends_a_standing_when_no_comment_is_left(reader, ann, give, desk):
    commenter, mine = ann
    give(commenter, Standing.BANNED)
    reader.post(mine, {"action": "withdraw"})
    shown = desk.post(
        "/admin/discussion/personal-data/", {"action": "look", "email": "ann@example.org"}
    )
    assert f'href="/admin/discussion/people/{commenter.pk}/"' in shown.content.decode()
    give(commenter, Standing.NORMAL)
    housekeeping.run()
    assert not Commenter.objects.exists()


def test_somebody_who_wanted_no_mail_still_gets_none(reader, ann):
    commenter, mine = ann
    reader.post(links.unsubscribe(commenter, None))
    reader.post(mine, {"action": "withdraw"})
    housekeeping.run()
    assert Commenter.objects.get().muted_at


def test_a_new_wish_for_mail_of_somebody_known_for_long_can_be_confirmed(
    reader, ann, article, post_office
):
    commenter, mine = ann
    reader.post(mine, {"action": "withdraw"})
    reader.post(f"/discussion/{article.pk}/follow/", {"email": commenter.email})
    housekeeping.run()
    (mail,) = post_office()
    reader.post(links_in(mail)[0])
    assert Follow.objects.get().active


def test_a_link_to_ones_own_page_works_though_the_address_is_known_for_long(
    reader, ann, say, post_office
):
    commenter, mine = ann
    reader.post(mine, {"action": "withdraw"})
    commenter.refresh_from_db()
    say("An imported comment")
    ReaderComment.objects.filter(withdrawn=False).update(commenter=None)
    reader.post("/discussion/yours/", {"email": commenter.email})
    (mail,) = post_office()
    housekeeping.run()
    assert reader.get(links_in(mail)[0]).status_code == 200


def test_a_comment_can_be_confirmed_as_long_as_the_last_link_promises(
    reader, article, rules, post_office
):
    rules.confirm = Confirm.FIRST
    rules.save()
    response, _ = send(reader, article)
    post_office()
    reader.post(response.redirect_chain[-1][0], {"action": "ask"})
    (mail,) = post_office()
    ReaderComment.objects.update(posted_at=timezone.now() - timedelta(days=14, hours=1))
    housekeeping.run()
    reader.post(links_in(mail)[0])
    assert ReaderComment.objects.get().status == Status.PUBLISHED


@pytest.mark.both_databases
def test_what_was_asked_for_and_never_confirmed_is_forgotten_in_the_end(ann, article):
    commenter, _ = ann
    ReaderComment.objects.all().delete()
    wish = subscriptions.follow(commenter, article, FollowScope.PAGE)
    confirmation.ask_to_confirm(commenter, "network", wish=wish)
    long_ago = timezone.now() - timedelta(days=15)
    Follow.objects.update(since=long_ago)
    Mail.objects.update(created_at=long_ago)
    housekeeping.run()
    assert not Commenter.objects.exists()


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("standing", STANDINGS)
def test_erasing_ends_a_standing_and_says_so_before(
    ann, give, desk, reader, article, standing, keep
):
    commenter, _ = ann
    give(commenter, standing)
    where = "/admin/discussion/personal-data/"
    asked = desk.post(
        where, {"action": "confirm", "email": commenter.email, "keep": "yes" if keep else "no"}
    )
    assert "trust, watch or ban are over" in asked.content.decode()
    personal_data.erase(commenter.email, keep_comments=keep)
    assert not Commenter.objects.exists()
    send(reader, article, "Here I am again")
    assert ReaderComment.objects.get(comment="Here I am again").status == Status.PUBLISHED


def test_erasing_leaves_the_ban_of_a_network_and_takes_the_address_off_the_lists(
    ann, rules, reader, article
):
    commenter, _ = ann
    NetworkBan.objects.create(network="127.0.0.0/24", until=timezone.now() + timedelta(days=30))
    rules.spam_people = f"{commenter.email}\n@spam.example"
    rules.save()
    account.erase(commenter)
    rules.refresh_from_db()
    assert rules.spam_people == "@spam.example"
    send(reader, article, "Here I am again")
    assert ReaderComment.objects.get(comment="Here I am again").status == Status.SPAM
