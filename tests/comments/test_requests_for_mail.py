"""Nobody gets more mail than they want because others type their address, and nobody gets none."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from comments import housekeeping, limits, personal_data
from comments.models import Commenter, Confirm, Mail, ReaderComment, Status
from comments.models.commenter import mailbox_of
from comments.notify import confirmation

from .conftest import links, send

pytestmark = pytest.mark.django_db

ASK = "/discussion/yours/"


@pytest.fixture
def asking(rules):
    """Whoever comments for the first time is asked by email."""
    rules.confirm = Confirm.FIRST
    rules.save()
    return rules


def another_hour():
    """What follows is not in a row with what was sent before, and has a mail of its own."""
    Mail.objects.update(created_at=F("created_at") - timedelta(hours=2))


def never(mail) -> str:
    return re.search(r"/discussion/mail/stop/never/\S+", mail.body)[0]


def test_made_up_addresses_keep_nobody_from_a_mail(article, asking, settings, post_office):
    settings.COMMENT_LIMITS = {"confirm_total": 3}
    for number in range(6):
        address = f"198.51.{number}.7"
        Client(REMOTE_ADDR=address).post(ASK, {"email": f"nobody{number}@example.org"})
    assert not post_office()
    send(Client(), article)
    assert [mail.to for mail in post_office()] == [["ann@example.org"]]
    assert Client().post(ASK, {"email": "ann@example.org"}).status_code == 200


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("Ann@Example.org", "ann@example.org"),
        ("ann+1@example.org", "ann@example.org"),
        ("a.n.n+shop@gmail.com", "ann@gmail.com"),
        ("a.nn@googlemail.com", "ann@gmail.com"),
        ("a.nn@example.org", "a.nn@example.org"),
        ("+ann@example.org", "+ann@example.org"),
    ],
)
def test_addresses_of_one_mailbox_are_known_as_one(email, mailbox):
    assert mailbox_of(email) == mailbox


@pytest.mark.both_databases
def test_one_mailbox_gets_few_mails_under_however_many_addresses(article, asking, post_office):
    for number in range(6):
        send(Client(), article, f"Words {number}", email=f"v.ictim+{number}@gmail.com")
    assert len(post_office()) == 3


def test_comments_under_an_address_keep_its_owner_from_nothing(article, asking, post_office):
    for number in range(5):
        send(Client(), article, f"Words {number}")
        another_hour()
    assert len(post_office()) == 3
    assert Client().post(ASK, {"email": "ann@example.org"}).status_code == 200
    (mail,) = post_office()
    assert mail.subject == "The link to your comments"


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="one transaction writes at a time")
@pytest.mark.parametrize("name", ["confirm_address", "confirm_network", "confirm_total"])
def test_requests_at_once_pass_no_ceiling(home, settings, name):
    settings.COMMENT_LIMITS = {
        "confirm_address": 99, "confirm_network": 99, "confirm_total": 99, name: 3,
    }  # fmt: skip
    ready = threading.Barrier(12)

    def ask(number):
        commenter = Commenter.objects.at(f"victim+{number}@example.org")
        ready.wait(30)
        confirmation.ask_to_confirm(commenter, limits.network_hash("192.0.2.7"))
        connection.close()

    threads = [threading.Thread(target=ask, args=[number]) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Mail.objects.count() == 3


def test_a_comment_that_could_not_be_asked_for_at_once_is_asked_for_later(
    article, asking, settings, post_office, text
):
    settings.COMMENT_LIMITS = {"confirm_total": 0}
    response, _ = send(Client(), article)
    assert "could not send an email just now" in text(response)
    housekeeping.run()
    assert not post_office()
    settings.COMMENT_LIMITS = {}
    housekeeping.run()
    (mail,) = post_office()
    Client().post(links(mail)[0])
    assert ReaderComment.objects.get().status == Status.PUBLISHED
    housekeeping.run()
    assert not post_office()


def test_somebody_can_end_being_asked_and_take_that_back(article, asking, post_office, text):
    send(Client(), article, "One")
    (mail,) = post_office()
    link = never(mail)
    assert f"<http://localhost{link}>" in mail.extra_headers["List-Unsubscribe"]
    assert "ask by email whether it was you" in text(Client().get(link))
    assert Commenter.objects.get().refused_at is None
    assert "We will not ask you again" in text(Client().post(link))
    answers = {
        text(send(Client(), article, "Two")[0]).replace("Two", ""),
        text(send(Client(), article, "Six", email="ben@example.org")[0]).replace("Six", ""),
    }
    assert len(answers) == 1
    assert Client().post(ASK, {"email": "ann@example.org"}).status_code == 200
    assert [mail.to for mail in post_office()] == [["ben@example.org"]]
    Client().post(link, {"what": "again"})
    another_hour()
    send(Client(), article, "Three")
    assert [mail.to for mail in post_office()] == [["ann@example.org"]]


def test_links_say_kindly_that_nothing_is_kept_any_more_and_tell_nothing(
    article, asking, post_office, text
):
    response, _ = send(Client(), article)
    (mail,) = post_office()
    mine = response.redirect_chain[-1][0]
    personal_data.erase("ann@example.org", keep_comments=False)
    ReaderComment.objects.all().delete()
    token = links(mail)[0].split("/")[-2]
    leads = [never(mail), never(mail).replace("/never/", "/all/"), mine, links(mail)[0]]
    forged = [
        "/discussion/mail/stop/never/1:forged/",
        "/discussion/mail/stop/all/1:forged/",
        "/discussion/mail/stop/follow/1:forged/",
        mine[:-2] + "/",
        links(mail)[0].replace(token, "forged"),
    ]
    pages = []
    for path in leads + forged:
        answer = Client().get(path)
        assert answer.status_code == 404
        pages.append(text(answer))
    assert "Nothing is kept here about what this link was for" in pages[0]
    assert len(set(pages)) == 1


def test_one_click_of_a_mail_program_ends_it_too(article, asking, post_office):
    send(Client(), article)
    (mail,) = post_office()
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(never(mail), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Commenter.objects.get().refused_at


def test_the_link_of_a_request_ends_it_too_and_opens_nothing(say, post_office):
    say()
    Client().post(ASK, {"email": "ann@example.org"})
    (mail,) = post_office()
    token = never(mail).split("/")[-2]
    for path in (f"/discussion/mail/stop/all/{token}/", f"/discussion/mail/stop/follow/{token}/"):
        assert Client().get(path).status_code == 404


def ipv6(number: int, customer: int = 0xA) -> str:
    """An address in another /64 of one customer."""
    return f"2001:db8:{customer:x}:{number:x}::7"


def test_one_ipv6_customer_is_not_many_networks(article, rules, settings):
    settings.COMMENT_LIMITS = {"network": 4, "customer": 6, "address": 99}
    for number in range(12):
        send(Client(REMOTE_ADDR=ipv6(number << 8)), article, f"Words {number}")
    assert ReaderComment.objects.count() == 6
    for number in range(12):
        send(Client(REMOTE_ADDR=ipv6(number, 0xB)), article, f"More {number}")
    assert ReaderComment.objects.count() == 10
    send(Client(REMOTE_ADDR=ipv6(1, 0xC)), article, "Somebody else")
    assert ReaderComment.objects.count() == 11


def test_reports_and_votes_of_one_ipv6_customer_count_as_those_of_one(say, rules):
    comment = say()
    for number in range(9):
        browser = Client(REMOTE_ADDR=ipv6(number << 8))
        browser.post(f"/discussion/comment/{comment.pk}/report/", {"reason": "spam"})
        browser.post(f"/discussion/comment/{comment.pk}/useful/")
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED
    assert comment.reports.count() == 1
    assert comment.useful == 5


def test_an_operator_who_allows_a_network_more_allows_it(article, rules, settings):
    settings.COMMENT_LIMITS = {"network": 99, "address": 99, "customer": 2}
    for number in range(4):
        send(Client(REMOTE_ADDR="198.51.100.7"), article, f"Words {number}")
    assert ReaderComment.objects.count() == 4
