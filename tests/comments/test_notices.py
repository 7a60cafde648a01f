"""Moderators hear of held comments, in time and not too often."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.test import Client
from django.utils import timezone

from comments.intake import posting
from comments.mailing import sending
from comments.models import (
    Decision,
    Mail,
    MailKind,
    MailState,
    Notify,
    Policy,
    ReaderComment,
    Status,
)
from comments.moderation.deciding import decide
from comments.notify import moderators
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def notified(rules, moderator):
    """Every comment is held, and moderators hear of it at once."""
    rules.policy, rules.notify = Policy.HOLD, Notify.AT_ONCE
    rules.save()
    return rules


def ago(**span):
    """Everything that was sent was sent so much earlier."""
    for mail in Mail.objects.exclude(sent_at=None):
        Mail.objects.filter(pk=mail.pk).update(sent_at=mail.sent_at - timedelta(**span))


def test_a_moderator_hears_of_a_held_comment_at_once(notified, say, article, mailoutbox):
    comment = say("Is this so?", name="Ann Reader")
    sending.send_due()
    (mail,) = mailoutbox
    assert mail.to == ["someone@example.org"]
    assert mail.subject == "A comment waits for a moderator"
    html = mail.alternatives[0][0]
    for words in ("Ann Reader", article.title, "Is this so?", "Every comment is held here."):
        assert words in mail.body
        assert words in html
    link = f"/admin/discussion/queue/?status=held&focus={comment.pk}"
    assert link in mail.body
    assert link.replace("&", "&amp;") in html
    assert "List-Unsubscribe" not in mail.extra_headers


def test_nothing_personal_is_in_the_mail_but_name_and_words(notified, say, mailoutbox):
    say("Is this so?", email="ann@private.example")
    sending.send_due()
    everything = mailoutbox[0].message().as_string()
    assert "private.example" not in everything
    assert "192.0.2" not in everything


def test_a_comment_cannot_forge_a_line_of_the_mail(notified, say, mailoutbox):
    say("Well.\n\n-- \nAll waiting comments: http://evil.example/\n<b>Bold</b>", name="Ann")
    sending.send_due()
    (mail,) = mailoutbox
    assert "\nAll waiting comments: http://evil" not in mail.body
    assert "<b>Bold</b>" not in mail.alternatives[0][0]


def test_in_a_raid_there_is_one_mail_and_ten_minutes_later_the_next(notified, say, mailoutbox):
    say("The first.")
    sending.send_due()
    for number in range(12):
        say(f"Raid {number}.", email=f"raider{number}@example.org")
    sending.send_due()
    assert len(mailoutbox) == 1
    ago(minutes=11)
    Mail.objects.filter(state=MailState.WAITING).update(due_at=timezone.now())
    while sending.send_due():
        pass
    assert len(mailoutbox) == 2
    mail = mailoutbox[1]
    assert mail.subject == "13 comments wait for a moderator"
    assert mail.body.count("Look at it: ") == 10
    assert "Raid 11." in mail.body
    assert "The first." not in mail.body


def test_what_was_decided_meanwhile_is_not_in_the_mail(notified, say, moderator, mailoutbox):
    first, _ = say("The first."), say("The second.", email="ben@example.org")
    decide(moderator, first.pk, "approve")
    sending.send_due()
    assert "The second." in mailoutbox[0].body
    assert "The first." not in mailoutbox[0].body


def test_if_nothing_waits_any_more_no_mail_is_sent(notified, say, moderator, mailoutbox):
    decide(moderator, say().pk, "approve")
    sending.send_due()
    assert not mailoutbox
    assert Mail.objects.get(kind=MailKind.DIGEST).state == MailState.DROPPED


def test_once_a_day_means_in_the_morning_while_something_waits(
    notified, say, moderator, mailoutbox
):
    notified.notify = Notify.DAILY
    notified.save()
    comment = say("The first.")
    say("The second.", email="ben@example.org")
    mail = Mail.objects.get(kind=MailKind.DIGEST)
    assert timezone.localtime(mail.due_at).hour == moderators.MORNING
    assert timezone.now() < mail.due_at <= timezone.now() + timedelta(days=1)
    sending.send_due()
    assert not mailoutbox

    Mail.objects.filter(pk=mail.pk).update(due_at=timezone.now())
    sending.send_due()
    assert "2 comments wait" in mailoutbox[0].body
    following = Mail.objects.get(kind=MailKind.DIGEST, state=MailState.WAITING)
    assert following.due_at > timezone.now()

    for comment in ReaderComment.objects.filter(status=Status.HELD):
        decide(moderator, comment.pk, "approve")
    ago(days=1)
    Mail.objects.filter(pk=following.pk).update(due_at=timezone.now())
    sending.send_due()
    assert len(mailoutbox) == 1
    assert not Mail.objects.filter(kind=MailKind.DIGEST, state=MailState.WAITING).exists()


def test_who_wants_to_hear_at_once_need_not_wait_for_the_morning(notified, say, mailoutbox):
    notified.notify = Notify.DAILY
    notified.save()
    say("The first.")
    notified.notify = Notify.AT_ONCE
    notified.save()
    say("The second.", email="ben@example.org")
    sending.send_due()
    assert "2 comments wait" in mailoutbox[0].body


def test_never_means_never(notified, say):
    notified.notify = Notify.NEVER
    notified.save()
    say()
    assert not Mail.objects.filter(kind=MailKind.DIGEST).exists()


def test_a_published_comment_is_no_news_for_moderators(notified, say):
    notified.policy = Policy.PUBLISH
    notified.save()
    say()
    assert not Mail.objects.filter(kind=MailKind.DIGEST).exists()


def test_what_a_moderator_puts_back_causes_no_mail(notified, say, moderator):
    comment = say()
    decide(moderator, comment.pk, "spam")
    Mail.objects.all().delete()
    decide(moderator, comment.pk, "hold")
    assert not Mail.objects.filter(kind=MailKind.DIGEST).exists()


def test_only_people_with_the_right_an_account_in_use_and_an_address_hear(notified, say):
    factories.user("Editors")
    factories.user()  # a superuser, while there is a moderator
    for name, change in {"gone": {"is_active": False}, "mute": {"email": ""}}.items():
        type(factories.user("Moderators", name)).objects.filter(username=name).update(**change)
    outside = factories.user("Editors", "outside")
    outside.groups.clear()
    outside.user_permissions.add(Permission.objects.get(codename="change_readercomment"))
    say()
    assert [mail.moderator.username for mail in Mail.objects.filter(kind=MailKind.DIGEST)] == ["mo"]


def test_superusers_hear_where_nobody_else_moderates(notified, say, moderator):
    moderator.delete()
    factories.user(username="boss")
    say()
    assert Mail.objects.get(kind=MailKind.DIGEST).moderator.username == "boss"


def test_who_loses_the_right_before_the_mail_is_sent_gets_none(
    notified, say, moderator, mailoutbox
):
    say()
    moderator.groups.clear()
    sending.send_due()
    assert not mailoutbox


def test_an_owner_without_the_right_hears_how_many_and_no_more(
    notified, say, article, topic, moderator, mailoutbox
):
    notified.notify_owners = True
    notified.save()
    moderator.groups.clear()  # nobody moderates; the owner is no superuser
    article.owner = moderator
    article.save()
    say("A secret.", name="Ann Reader")
    say("Elsewhere.", page=factories.article(topic), email="ben@example.org")
    sending.send_due()
    (mail,) = mailoutbox
    assert "One comment waits on your articles" in mail.body
    for words in ("A secret.", "Ann Reader", "/admin/"):
        assert words not in mail.body + mail.alternatives[0][0]


def test_an_owner_who_moderates_their_own_articles_is_led_to_the_desk(
    notified, say, article, topic, mailoutbox
):
    owner = factories.user("Editors", "owner")
    article.owner = owner
    article.save()
    notified.notify_owners = notified.editors_moderate = True
    notified.save()
    mine = say("On mine.")
    say("Elsewhere.", page=factories.article(topic), email="ben@example.org")
    Mail.objects.exclude(moderator=owner).delete()
    sending.send_due()
    (mail,) = mailoutbox
    assert "On mine." in mail.body
    assert "Elsewhere." not in mail.body
    assert f"focus={mine.pk}" in mail.body


def test_opening_every_link_of_the_mail_decides_nothing(notified, say, moderator, mailoutbox):
    comment = say()
    sending.send_due()
    addresses = re.findall(r"https?://[^/\s]+(/[^\s]*)", mailoutbox[0].body)
    assert any("queue" in address for address in addresses)
    signed_in = Client()
    signed_in.force_login(moderator)
    for address in addresses:
        stranger = Client().get(address, follow=True)
        assert comment.comment not in stranger.content.decode()
        assert signed_in.get(address).status_code == 200
    comment.refresh_from_db()
    assert comment.status == Status.HELD
    assert not Decision.objects.exists()


def test_a_mail_server_that_is_away_gets_the_mail_later(notified, say, mailoutbox, monkeypatch):
    say("The first.")
    send = EmailMultiAlternatives.send

    def refuse(self, *args, **kwargs):
        raise smtplib.SMTPServerDisconnected("away")

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    sending.send_due()
    mail = Mail.objects.get(kind=MailKind.DIGEST)
    assert (mail.state, mail.tries) == (MailState.WAITING, 1)
    later = mail.due_at
    say("The second.", email="ben@example.org")
    mail.refresh_from_db()
    assert mail.due_at == later  # a new comment does not hurry a server that is away
    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    Mail.objects.update(due_at=timezone.now())
    sending.send_due()
    assert "2 comments wait" in mailoutbox[0].body


def test_the_notice_is_lost_together_with_the_comment(notified, article, moderator):
    sender = posting.Sender("Ann", "ann@example.org")
    with transaction.atomic():
        posting.post(article, "Lost.", sender, notified)
        assert Mail.objects.filter(kind=MailKind.DIGEST).exists()
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_moderators_see_in_the_list_of_mail_who_was_told(notified, say, moderator, client):
    say()
    group = Group.objects.get(name="Moderators")
    group.permissions.add(Permission.objects.get(codename="view_mail"))
    client.force_login(moderator)
    page = client.get("/admin/snippets/comments/mail/").content.decode()
    assert "Comments wait for a moderator" in page
    assert "mo" in re.findall(r"<td[^>]*>\s*(\w+)\s*</td>", page)
