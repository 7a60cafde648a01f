"""Whoever wrote under an address can ask for what is stored under it, and nobody else learns of it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments import housekeeping
from comments.models import Commenter, Follow, Mail, ReaderComment, Status
from comments.personal_data import account

from .conftest import links

pytestmark = pytest.mark.django_db

ASK = "/discussion/yours/"


@pytest.fixture
def ask(reader, text, rules):
    """Asks for the link, and returns what the site answers."""

    def send(email="ann@example.org", status=200):
        response = reader.post(ASK, {"email": email})
        assert response.status_code == status
        return text(response)

    return send


@pytest.fixture
def link(ask, say, post_office):
    """The link that came by mail to somebody who never confirmed their address."""
    say("Well said")
    spam = say("Buy pills")
    spam.status = Status.SPAM
    spam.save()
    ask()
    (mail,) = post_office()
    (found,) = links(mail)
    return found


def test_somebody_who_never_confirmed_gets_at_all_they_wrote_spam_included(reader, link, text):
    assert Commenter.objects.get().confirmed_at is None
    assert "Is it you?" in text(reader.get(link))
    page = reader.post(link, follow=True)
    assert "Well said" in text(page)
    data = reader.get(page.redirect_chain[-1][0] + "?export=json").json()
    assert {row["text"] for row in data["comments"]} == {"Well said", "Buy pills"}
    assert Commenter.objects.get().confirmed_at


def test_an_unknown_address_reads_the_same_words_and_gets_no_mail(ask, say, post_office):
    say()
    known, unknown = ask("ann@example.org"), ask("eve@example.org")
    assert "an email with a link is on its way" in known
    assert known.replace("ann@", "eve@") == unknown
    assert [mail.to for mail in post_office()] == [["ann@example.org"]]


def test_an_unknown_address_is_forgotten(ask):
    ask("eve@example.org")
    long_ago = timezone.now() - timedelta(days=15)
    Commenter.objects.update(first_seen_at=long_ago)
    Mail.objects.update(created_at=long_ago)
    housekeeping.run()
    assert not Commenter.objects.exists()


def test_an_address_is_known_in_any_case(ask, say, post_office):
    say(email="Ann@Example.org")
    ask(" ANN@example.ORG ")
    assert [mail.to for mail in post_office()] == [["ann@example.org"]]


def test_who_only_follows_can_ask_too(reader, article, ask, post_office):
    reader.post(f"/discussion/{article.pk}/follow/", {"email": "rita@example.org"})
    post_office()
    ask("rita@example.org")
    (mail,) = post_office()
    assert mail.subject == "The link to your comments"


def test_who_wants_no_mail_gets_this_one_and_stays_without_others(reader, ask, say, post_office):
    ann = say().commenter
    account.mute(ann)
    ask()
    (mail,) = post_office()
    reader.post(links(mail)[0])
    ann.refresh_from_db()
    assert ann.confirmed_at
    assert not ann.wants_mail


def test_comments_from_an_import_are_found_by_their_address(reader, ask, say, post_office, text):
    say("Said long ago", email="Ann@example.org")
    Commenter.objects.all().delete()
    ask()
    (mail,) = post_office()
    assert ReaderComment.objects.get().commenter is None
    assert "Said long ago" in text(reader.post(links(mail)[0], follow=True))


def test_looking_at_the_link_changes_nothing(link):
    mail = Mail.objects.values().get()
    for _ in range(3):
        assert Client().get(link).status_code == Client().head(link).status_code == 200
    assert Mail.objects.values().get() == mail
    assert Commenter.objects.get().confirmed_at is None


def test_the_link_works_once_and_leaves_no_mark_in_the_browser(reader, link, text):
    assert reader.post(link).status_code == 302
    assert "reader" not in reader.cookies
    for again in (reader.post(link), reader.get(link), Client().get(link)):
        assert again.status_code == 410
        assert "has been used" in text(again)
        assert "/discussion/mail/" not in again.content.decode()
        assert ASK in again.content.decode()


def test_the_link_is_good_for_two_days(reader, link, text):
    Mail.objects.update(created_at=timezone.now() - timedelta(hours=49))
    for late in (reader.get(link), reader.post(link)):
        assert late.status_code == 410
        assert "too old" in text(late)
        assert ASK in late.content.decode()
    assert Commenter.objects.get().confirmed_at is None


def test_page_and_mail_say_alike_how_long_a_link_works(ask, say, post_office):
    say()
    page = ask()
    (mail,) = post_office()
    for words in (page, mail.body):
        assert "within 48 hours" in words
        assert "two days" not in words


@pytest.mark.parametrize("path", ["confirm/0123456789abcdef/", "confirm/1:forged/"])
def test_a_link_that_leads_nowhere_says_where_to_get_another(reader, home, path):
    response = reader.get(f"/discussion/{path}")
    assert response.status_code == 404
    assert ASK in response.content.decode()


def test_the_mail_says_who_asked_and_carries_nothing_that_was_typed(ask, say, post_office):
    say("Secret words", name="Ann Reader")
    ask("Ann@example.org")
    (mail,) = post_office()
    for body in (mail.body, mail.alternatives[0].content):
        assert "Somebody entered this address on our site" in body
        assert "within 48 hours" in body
        assert "If it was not you, you need to do nothing" in body
        for typed in ("Secret", "Ann Reader", "Ann@"):
            assert typed not in body


@pytest.mark.parametrize("email", ["ann@example.org", "eve@example.org"])
def test_one_address_gets_few_mails_and_the_ceiling_tells_nothing(ask, say, post_office, email):
    say()
    for _ in range(3):
        ask(email)
    assert "try again tomorrow" in ask(email, status=429)
    assert len(post_office()) == (3 if email == "ann@example.org" else 0)
    ask("other@example.org")


@pytest.mark.parametrize("name", ["confirm_network", "confirm_total"])
def test_there_is_a_ceiling_for_a_network_and_in_all(ask, settings, name):
    settings.COMMENT_LIMITS = {name: 2}
    for number in range(2):
        ask(f"reader{number}@example.org")
    assert "try again tomorrow" in ask("reader2@example.org", status=429)
    assert not Commenter.objects.filter(email="reader2@example.org").exists()


@pytest.mark.parametrize("email", ["", "no address", "a" * 64 + "@" + "b." * 120 + "example.org"])
def test_what_is_no_address_is_said_beside_the_field(reader, home, email):
    response = reader.post(ASK, {"email": email})
    assert response.status_code == 422
    html = response.content.decode()
    assert 'id="id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert not Mail.objects.exists()


def test_the_page_is_for_people_with_the_forms_own_cookie_alone(rules):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(ASK)
    assert "noindex" in page["X-Robots-Tag"]
    assert set(browser.cookies) == {"csrftoken"}
    assert browser.post(ASK, {"email": "ann@example.org"}).status_code == 403
    token = browser.cookies["csrftoken"].value
    sent = browser.post(ASK, {"email": "ann@example.org", "csrfmiddlewaretoken": token})
    assert sent.status_code == 200
    assert set(browser.cookies) == {"csrftoken"}


def test_the_way_there_is_on_the_page_for_following(reader, article, rules):
    assert ASK in reader.get(f"/discussion/{article.pk}/follow/").content.decode()


def test_a_wish_that_ended_before_its_mail_went_causes_none(reader, article, rules, post_office):
    reader.post(f"/discussion/{article.pk}/follow/", {"email": "rita@example.org"})
    Follow.objects.get().delete()
    assert not post_office()
