"""Readers write: every mistake is told kindly, and nothing that was written is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comments.intake import forms, refusing
from comments.models import Discussion, DiscussionMode, Policy, ReaderComment, Status
from tests import factories

from .conftest import hidden, send

pytestmark = pytest.mark.django_db


def test_a_comment_on_a_discussion_closed_meanwhile_is_refused_and_the_text_kept(
    reader, article, rules, text
):
    data = hidden(reader.get(f"/discussion/{article.pk}/reply/").content.decode())
    Discussion.objects.update_or_create(page=article, defaults={"mode": DiscussionMode.CLOSED})
    data |= {"name": "Ann", "email": "a@example.org", "comment": "An hour’s work", "honeypot": ""}
    response = reader.post(f"/discussion/{article.pk}/reply/", data)
    assert response.status_code == 422
    assert "closed in the meantime" in text(response)
    assert "An hour’s work" in response.content.decode()
    assert not ReaderComment.objects.exists()


@pytest.mark.both_databases
@pytest.mark.parametrize("policy", [Policy.PUBLISH, Policy.HOLD])
def test_a_double_click_posts_once_and_leads_where_the_first_did(reader, article, rules, policy):
    rules.policy = policy
    rules.save()
    first, data = send(reader, article)
    # The browser gave the first answer up: it has neither its cookie nor its address.
    again = Client().post(f"/discussion/{article.pk}/reply/", data)
    assert again.status_code == 302
    assert again["Location"] == first.redirect_chain[-1][0]
    assert ReaderComment.objects.count() == 1


def test_the_words_of_another_sent_from_a_form_of_ones_own_open_nothing(reader, article, rules):
    first, data = send(reader, article)
    stranger = Client()
    own = hidden(stranger.get(f"/discussion/{article.pk}/reply/").content.decode())
    answer = stranger.post(f"/discussion/{article.pk}/reply/", data | own)
    assert answer.get("Location") != first.redirect_chain[-1][0]


def test_going_back_and_writing_something_else_loses_nothing(reader, article, rules):
    _, data = send(reader, article, "First thought")
    reader.post(f"/discussion/{article.pk}/reply/", data | {"comment": "Second thought"})
    assert {comment.comment for comment in ReaderComment.objects.all()} == {
        "First thought",
        "Second thought",
    }


def test_a_form_sent_again_after_withdrawing_brings_nothing_back(reader, article, rules):
    response, data = send(reader, article, "Regretted")
    reader.post(response.redirect_chain[-1][0], {"action": "withdraw"})
    reader.post(f"/discussion/{article.pk}/reply/", data)
    assert [comment.comment for comment in ReaderComment.objects.all()] == [""]


def test_a_browser_without_its_cookie_gets_the_form_back_with_everything_in_it(
    article, rules, text, say
):
    browser = Client(enforce_csrf_checks=True)
    answered = say()
    data = hidden(browser.get(f"/discussion/{article.pk}/reply/?to={answered.pk}").content.decode())
    data |= {"name": "Ben", "email": "ben@example.org", "comment": "An hour’s work", "honeypot": ""}
    browser.cookies.clear()
    response = browser.post(f"/discussion/{article.pk}/reply/", data)
    assert response.status_code == 403
    assert "Everything is still here" in text(response)
    assert "An hour’s work" in response.content.decode()
    again = data | hidden(response.content.decode())
    assert browser.post(f"/discussion/{article.pk}/reply/", again).status_code == 302
    assert ReaderComment.objects.get(comment="An hour’s work").in_reply_to == answered
    elsewhere = Client(enforce_csrf_checks=True).post(f"/discussion/{article.pk}/follow/", {})
    assert elsewhere.status_code == 403
    assert "Please send it again" in text(elsewhere)


@pytest.mark.both_databases
@pytest.mark.parametrize("number", ["9" * 11, "9" * 30, "0"])
def test_numbers_that_no_comment_can_have_are_not_found(reader, article, rules, number):
    for path in ("comment/{}/", "thread/{}/", "comment/{}/useful/", "{}/", "{}/reply/"):
        assert reader.get("/discussion/" + path.format(number)).status_code == 404
    response, _ = send(reader, article, reply_to=number)
    assert response.status_code == (200 if number == "0" else 422)


def test_a_reply_to_what_is_gone_says_so(reader, article, say, text):
    gone = say("Gone")
    gone.status = Status.REMOVED
    gone.save()
    page = reader.get(f"/discussion/{article.pk}/reply/?to={gone.pk}")
    assert "no longer there" in text(page)


def test_what_answers_a_comment_that_goes_meanwhile_can_be_sent_as_one_of_its_own(
    reader, article, say, text
):
    gone = say("Gone")
    address = f"/discussion/{article.pk}/reply/"
    data = hidden(reader.get(f"{address}?to={gone.pk}").content.decode())
    data |= {"name": "Ann", "email": "a@example.org", "comment": "A long thought", "honeypot": ""}
    ReaderComment.objects.filter(pk=gone.pk).update(status=Status.REMOVED)
    refused = reader.post(address, data)
    assert refused.status_code == 422
    assert "send it again, and it is a comment of its own" in text(refused)
    assert "A long thought" in refused.content.decode()
    again = reader.post(address, data | hidden(refused.content.decode()))
    assert again.status_code == 302
    assert ReaderComment.objects.get(comment="A long thought").level == 0


def test_the_page_of_the_form_starts_in_its_first_field_unless_something_else_is_to_be_read(
    reader, article, rules
):
    address = f"/discussion/{article.pk}/reply/"
    opened = reader.get(address).content.decode()
    assert re.findall(r"<\w+ [^>]*name=.(\w+)[^>]*autofocus", opened) == ["name"]
    preview = reader.post(address, hidden(opened) | {"action": "preview", "comment": "Soon"})
    wrong = reader.post(address, hidden(opened) | {"comment": ""})
    in_place = reader.get(address, headers={"X-Requested-With": "fetch"})
    for answer in (preview, wrong, in_place):
        assert "autofocus" not in answer.content.decode()


def test_a_mistake_is_told_beside_the_field_and_loses_nothing(reader, article, rules, text):
    response, _ = send(reader, article, "A long thought", email="no address")
    assert response.status_code == 422
    assert "Enter a valid email address." in text(response)
    assert "A long thought" in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()


def test_the_first_comment_of_a_person_is_held_and_the_second_is_not(
    reader, article, rules, text, client
):
    rules.policy = Policy.HOLD_FIRST
    rules.save()
    response, _ = send(reader, article, "My first")
    assert "Your comment is waiting for approval" in text(response)
    assert (
        ReaderComment.objects.get().why_held == "Nothing from this address has been published yet."
    )
    assert "My first" not in text(reader.get(article.url))
    comment = ReaderComment.objects.get()
    comment.status = Status.PUBLISHED
    comment.save()
    assert "My first" in text(reader.get(article.url))
    response, _ = send(reader, article, "My second")
    assert "Your comment is published" in text(response)


def test_words_put_in_afterwards_are_judged_as_well(reader, article, rules, text):
    rules.spam_phrases = "casino"
    rules.save()
    response, _ = send(reader, article, "Harmless words")
    address = response.redirect_chain[-1][0]
    reader.post(
        address,
        {"action": "edit", "comment": "https://a.example https://b.example http://c.example"},
    )
    comment = ReaderComment.objects.get()
    assert (comment.status, comment.why_held) == (Status.HELD, "3 links; 2 are allowed.")
    reader.post(address, {"action": "edit", "comment": "Come to my casino"})
    comment.refresh_from_db()
    assert comment.status == Status.SPAM
    assert "casino" in comment.why_held
    reader.post(address, {"action": "edit", "comment": "Harmless words again"})
    comment.refresh_from_db()
    assert comment.status == Status.SPAM
    assert "casino" not in text(reader.get(article.url))


def test_its_author_can_edit_for_ten_minutes_and_withdraw_for_ever(reader, article, rules, text):
    response, _ = send(reader, article, "First version")
    address = response.redirect_chain[-1][0]
    reader.post(address, {"action": "edit", "comment": "Second version"})
    words = text(reader.get(article.url))
    assert "Second version" in words
    assert "edited" in words
    ReaderComment.objects.update(posted_at=timezone.now() - timedelta(minutes=11))
    late = reader.post(address, {"action": "edit", "comment": "Third version"})
    assert late.status_code == 422
    reader.post(address, {"action": "withdraw"})
    comment = ReaderComment.objects.get()
    assert (comment.comment, comment.user_name, comment.user_email) == ("", "", "")
    assert "Second version" not in text(reader.get(article.url))


def test_nobody_else_can_open_that_page(reader, say):
    comment = say()
    assert reader.get(f"/discussion/comment/{comment.pk}/mine/guess/").status_code == 404


def test_a_reply_to_another_pages_comment_is_refused(say, topic):
    foreign = say(page=factories.article(topic))
    with pytest.raises(refusing.Refused):
        say(to=foreign)
    assert ReaderComment.objects.count() == 1


def test_the_device_that_sent_a_held_comment_can_show_it_in_place(reader, article, rules, say):
    rules.policy = Policy.HOLD
    rules.save()
    root = say("Root")
    root.status = Status.PUBLISHED
    root.save()
    response, _ = send(reader, article, "My reply", to=root)
    mine = response.redirect_chain[-1][0]
    headers = {"x-requested-with": "fetch"}
    fragment = reader.get(mine, headers=headers).content.decode()
    assert fragment.startswith("<article")
    assert f'data-parent="c{root.pk}"' in fragment
    assert "Waiting for approval" in fragment
    reader.post(mine, {"action": "withdraw"})
    assert reader.get(mine, headers=headers).status_code == 410


@pytest.mark.parametrize(
    "name",
    [
        "helen  MARCHETTI",
        "Helen M\u0430rchetti",
        "Hélen Marchetti",
        "Helen\u200b Marchetti",
        "HelenMarchetti.",
    ],
)
def test_visitors_cannot_take_a_staff_members_name(reader, article, rules, text, name):
    factories.author("Helen Marchetti")
    response, _ = send(reader, article, name=name)
    assert "somebody who works on this site" in text(response)


def test_a_name_of_signs_alone_is_nobodys(editor, reader, article, rules, text):
    response, _ = send(reader, article, name="(-:")
    assert "Your comment is published" in text(response)


@pytest.mark.parametrize("badge", ["Staff", "Author"])
def test_staff_comment_under_their_own_name_with_a_badge(article, rules, text, badge):
    user = factories.user("Editors")
    user.first_name, user.last_name = "Helen", "Marchetti"
    user.save()
    # A name makes nobody an author: only the account that an editor has chosen does.
    factories.author("Helen Marchetti")
    if badge == "Author":
        factories.author("H. Marchetti", user=user)
    desk = Client()
    desk.force_login(user)
    html = desk.get(f"/discussion/{article.pk}/reply/").content.decode()
    assert "You write as <b>Helen Marchetti</b>" in html
    assert 'name="email"' not in html
    data = hidden(html) | {"comment": "From the desk", "honeypot": "", "name": "Somebody else"}
    desk.post(f"/discussion/{article.pk}/reply/", data)
    words = text(Client().get(article.url))
    assert f"Helen Marchetti {badge}" in words
    assert "Somebody else" not in words


def test_what_a_program_seems_to_have_sent_is_kept_for_a_moderator(
    reader, article, rules, text, monkeypatch
):
    send(reader, article, "Buy now", honeypot="buy now")
    send(reader, article, "From a form of my own", nonce="made up")
    monkeypatch.setattr(forms, "TOO_QUICK", 3)
    response, _ = send(reader, article, "Faster than thought")
    assert "waiting for approval" in text(response)
    found = {comment.comment: comment for comment in ReaderComment.objects.all()}
    assert found["Buy now"].status == Status.SPAM
    assert "do not see" in found["Buy now"].why_held
    assert found["From a form of my own"].status == Status.HELD
    assert "own form" in found["From a form of my own"].why_held
    assert "3 seconds" in found["Faster than thought"].why_held


@pytest.mark.parametrize("name", ["network", "address", "page"])
def test_who_writes_too_much_is_asked_to_wait_and_keeps_the_text(
    reader, article, rules, text, settings, name
):
    settings.COMMENT_LIMITS = {name: 2}
    for number in range(2):
        send(reader, article, f"Comment {number}")
    response, _ = send(reader, article, "One too many")
    assert response.status_code == 429
    assert "wait ten minutes" in text(response)
    assert "One too many" in response.content.decode()


def test_while_redis_is_away_readers_can_write(reader, article, rules, settings, own_redis):
    settings.COMMENT_LIMITS = {"network": 1}
    own_redis.stop()
    for number in range(3):
        response, _ = send(reader, article, f"Comment {number}")
        assert response.status_code == 200
    assert ReaderComment.objects.filter(status=Status.PUBLISHED).count() == 3


@pytest.mark.both_databases
def test_the_same_words_again_are_a_slip_and_to_somebody_else_an_answer(say):
    one, two = say("One"), say("Two")
    say("Thank you", to=one)
    say("Thank you", to=two)
    with pytest.raises(refusing.Refused, match="exactly this"):
        say("Thank you", to=one)


def test_a_preview_shows_what_it_will_look_like_and_stores_nothing(reader, article, rules, text):
    response, _ = send(reader, article, "Rather *slanted*", email="", action="preview")
    html = response.content.decode()
    assert response.status_code == 200
    assert "<em>slanted</em>" in html
    assert "Rather *slanted*</textarea>" in html.replace("\n", "")
    assert "This field is required." not in html
    assert not ReaderComment.objects.exists()


def test_a_reader_reports_a_comment_with_a_reason(reader, say, text):
    comment = say("Buy my pills")
    address = f"/discussion/comment/{comment.pk}/report/"
    assert "Buy my pills" in text(reader.get(address))
    response = reader.post(address, {"message": "Look at it"})
    assert response.status_code == 422
    assert "Look at it" in response.content.decode()
    for words in ("Look at it", "Once more"):
        assert "Thank you" in text(reader.post(address, {"reason": "spam", "message": words}))
    assert [report.message for report in comment.reports.all()] == ["Once more"]
    moderator = Client()
    moderator.force_login(factories.user("Moderators"))
    queue = moderator.get("/admin/discussion/queue/?status=reported")
    assert "It is advertising or spam. Once more" in text(queue)


def test_what_is_refused_comes_back_in_the_form_that_the_script_shows(reader, article, rules):
    _, data = send(reader, article, "Said twice.")
    fresh = hidden(reader.get(f"/discussion/{article.pk}/reply/").content.decode())
    answer = reader.post(
        f"/discussion/{article.pk}/reply/", data | fresh, headers={"X-Requested-With": "fetch"}
    )
    assert answer.status_code == 422
    assert "You have said exactly this here already." in answer.content.decode()
