"""An address counts once its owner has said so; until then nothing else is mailed to it."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from comments import housekeeping
from comments.models import Commenter, Confirm, Mail, Policy, ReaderComment, Status

from .conftest import links, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(rules):
    rules.confirm = Confirm.FIRST
    rules.save()
    return rules


def test_a_first_comment_waits_until_its_author_presses_the_button(
    reader, article, asking, text, post_office
):
    response, _ = send(reader, article, "My *first* words")
    assert "Please confirm your comment" in text(response)
    assert "My first words" not in text(reader.get(article.url))
    (mail,) = post_office()
    assert mail.to == ["ann@example.org"]
    for typed in ("first", "words", "Ann"):
        assert typed not in mail.body + mail.alternatives[0].content
    (link,) = links(mail)
    assert len(link) < 80
    # Scanners open links, and ask for their heads.
    for _ in range(3):
        assert Client().get(link).status_code == Client().head(link).status_code == 200
    assert ReaderComment.objects.get().status == Status.UNCONFIRMED
    assert "Your comment is published." in text(reader.post(link, follow=True))
    assert "My first words" in text(reader.get(article.url))
    again = reader.post(link, follow=True)
    assert "Your comment is published." in text(again)
    assert not post_office()


def test_a_confirmed_comment_is_then_held_like_any_other(
    reader, article, asking, text, post_office
):
    asking.policy = Policy.HOLD_FIRST
    asking.save()
    send(reader, article)
    (mail,) = post_office()
    assert "waiting for approval" in text(reader.post(links(mail)[0], follow=True))
    comment = ReaderComment.objects.get()
    assert (comment.status, comment.verified) == (Status.HELD, True)
    assert comment.why_held == "Nothing from this address has been published yet."


def test_what_looked_automatic_is_still_held_after_confirming(reader, article, asking, post_office):
    send(reader, article, nonce="made up")
    (mail,) = post_office()
    reader.post(links(mail)[0])
    comment = ReaderComment.objects.get()
    assert comment.status == Status.HELD
    assert "own form" in comment.why_held


def test_the_second_comment_of_a_confirmed_address_needs_no_mail(
    reader, article, asking, text, post_office
):
    send(reader, article, "One")
    reader.post(links(post_office()[0])[0])
    response, _ = send(Client(), article, "Two", email="ANN@example.org")
    assert "Your comment is published" in text(response)
    assert not post_office()


def test_always_means_always(reader, article, asking, text, post_office):
    asking.confirm = Confirm.ALWAYS
    asking.save()
    for words in ("One", "Two"):
        response, _ = send(reader, article, words)
        assert "Please confirm" in text(response)
        reader.post(links(post_office()[0])[0])
    assert ReaderComment.objects.published().count() == 2


@pytest.mark.parametrize("word", ["why ", "пожалуйста ", "為什麼", "tại sao "])
def test_a_long_comment_in_any_script_can_be_confirmed(reader, article, asking, post_office, word):
    words = (word * 3000)[:3000].strip()
    send(reader, article, words)
    (link,) = links(post_office()[0])
    reader.post(link)
    assert ReaderComment.objects.published().get().comment == words


def test_a_link_is_good_for_two_days_and_a_new_one_can_be_had(
    reader, article, asking, text, post_office
):
    response, _ = send(reader, article)
    mine = response.redirect_chain[-1][0]
    (old,) = links(post_office()[0])
    Mail.objects.update(created_at=timezone.now() - timedelta(hours=49))
    for response in (reader.get(old), reader.post(old)):
        assert response.status_code == 410
        assert "too old" in text(response)
    assert ReaderComment.objects.get().status == Status.UNCONFIRMED
    reader.post(mine, {"action": "ask"})
    (new,) = links(post_office()[0])
    reader.post(new)
    assert ReaderComment.objects.get().status == Status.PUBLISHED


@pytest.mark.parametrize("is_sent", [True, False], ids=["a mail on its way", "a mail that waits"])
def test_a_link_works_after_the_sites_key_has_changed(
    reader, article, asking, post_office, settings, is_sent
):
    send(reader, article)
    mails = post_office() if is_sent else []
    settings.SECRET_KEY = "another"
    (link,) = links((mails or post_office())[0])
    reader.post(link)
    assert ReaderComment.objects.get().status == Status.PUBLISHED


def test_a_guess_confirms_nothing_and_the_database_holds_no_link(
    reader, article, asking, post_office
):
    assert reader.get("/discussion/confirm/0123456789abcdef/").status_code == 404
    send(reader, article)
    token = links(post_office()[0])[0].split("/")[-2]
    stored = Mail.objects.values_list().get()
    assert token not in str(stored)


@pytest.mark.both_databases
def test_one_victim_gets_few_mails_however_many_forms_are_sent(
    reader, article, asking, text, post_office, settings
):
    settings.COMMENT_LIMITS = {"network": 1000, "address": 1000}
    for number in range(9):
        response, _ = send(Client(), article, f"Words {number}", email="victim@example.org")
        # In a row there would be one mail for all of them.
        Mail.objects.update(created_at=F("created_at") - timedelta(hours=2))
    assert len(post_office()) == 3
    assert ReaderComment.objects.filter(status=Status.UNCONFIRMED).count() == 9
    answer = reader.post(response.redirect_chain[-1][0], {"action": "ask"})
    assert answer.status_code == 422
    assert "try again tomorrow" in text(answer)


@pytest.mark.parametrize("name", ["confirm_network", "confirm_total"])
def test_mails_that_ask_have_a_ceiling_for_a_network_and_in_all(
    article, asking, post_office, settings, name
):
    settings.COMMENT_LIMITS = {name: 2}
    for number in range(4):
        send(Client(), article, email=f"victim{number}@example.org")
    assert len(post_office()) == 2


def test_without_confirmation_nobody_is_mailed(reader, article, rules, post_office, say):
    send(reader, article)
    say("An answer", to=ReaderComment.objects.get(), email="ben@example.org")
    assert not post_office()


@pytest.mark.both_databases
def test_what_was_never_confirmed_is_forgotten_after_two_weeks(
    reader, article, asking, post_office, say
):
    send(reader, article)
    kept = say("Kept", email="ben@example.org")
    long_ago = timezone.now() - timedelta(days=15)
    ReaderComment.objects.filter(status=Status.UNCONFIRMED).update(posted_at=long_ago)
    Commenter.objects.update(first_seen_at=long_ago)
    Mail.objects.update(created_at=long_ago)
    ReaderComment.objects.filter(pk=kept.pk).update(status=Status.PUBLISHED)
    housekeeping.run()
    assert [comment.pk for comment in ReaderComment.objects.all()] == [kept.pk]
    assert [commenter.email for commenter in Commenter.objects.all()] == ["ben@example.org"]


def test_mails_are_plain_text_and_html_and_speak_of_their_site(
    reader, article, asking, post_office, site_settings
):
    send(reader, article)
    (mail,) = post_office()
    html = mail.alternatives[0].content
    for body in (mail.body, html):
        assert article.title in body
        assert "WHY.EDU.VN" in body
        assert "example.com" not in body
    assert "&#x27;" not in mail.body
    assert "<" not in re.sub(r"<https?://", "", mail.body)
