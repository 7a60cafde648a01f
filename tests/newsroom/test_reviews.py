"""Reviews before publication: who may approve, and the mails that say what to do next."""

import smtplib

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.utils import timezone
from django_tasks import default_task_backend
from wagtail.models import GroupPagePermission, TaskState

from newsroom import notifying, roles
from tests import factories


def somebody(role, name):
    user = factories.user(role, name)
    user.first_name, user.email = name.title(), f"{name}@example.org"
    user.save()
    return user


@pytest.fixture
def people(db):
    default_task_backend.clear()
    factories.user(None, "boss")
    return {
        name: somebody(role, name)
        for name, role in (
            ("cleo", roles.CHIEFS),
            ("edo", roles.EDITORS),
            ("cody", roles.CONTRIBUTORS),
            ("mo", roles.MODERATORS),
        )
    }


@pytest.fixture
def draft(topic, people):
    return factories.article(topic, title="Why =?x?= bread?", publish=False, owner=people["cody"])


def submit(draft, user):
    return draft.get_workflow().start(draft, user)


def queued():
    """What the worker has to send; it is taken out of the queue."""
    tasks = [one for one in default_task_backend.results if one.task.func == notifying.tell.func]
    default_task_backend.clear()
    return [task.args for task in tasks]


def send() -> list:
    """Sends what waits, as the worker does, and returns the mails by recipient."""
    mail.outbox.clear()
    for args in queued():
        notifying.tell.call(*args)
    return sorted(mail.outbox, key=lambda letter: letter.to)


def test_mails_of_a_review_say_what_to_do_next_and_are_sent_by_the_worker(
    draft, people, site_settings
):
    state = submit(draft, people["cody"])
    assert mail.outbox == []  # nobody waits for a mail server
    to_chief, to_editor = send()
    assert (to_chief.to, to_editor.to) == (["cleo@example.org"], ["edo@example.org"])
    assert to_chief.subject == "Please review: Why = ?x?= bread?"
    assert "Cody asks for a review" in to_chief.body
    assert "- Approve: the page is published" in to_chief.body
    assert f"/admin/pages/{draft.pk}/edit/" in to_chief.body
    assert site_settings.publisher_name in to_chief.body

    task = state.current_task_state.task.specific
    task.on_action(state.current_task_state, people["edo"], "reject", comment="Which <gas>?")
    (to_author,) = send()
    assert to_author.to == ["cody@example.org"]
    assert to_author.subject.startswith("Changes are asked for")
    assert "Edo asks for changes" in to_author.body
    assert "Which <gas>?" in to_author.body
    assert "choose “Resubmit”" in to_author.body

    state.refresh_from_db()
    state.resume(people["cody"])
    assert len(send()) == 2
    state.refresh_from_db()
    task.on_action(state.current_task_state, people["cleo"], "approve")
    (to_author,) = send()
    assert to_author.subject.startswith("Published:")
    assert draft.get_url() in to_author.body


def test_a_mail_that_is_not_true_any_more_or_not_wanted_is_not_sent(draft, people):
    state = submit(draft, people["cody"])
    late = queued()
    profile = notifying.UserProfile.get_for_user(people["edo"])
    profile.submitted_notifications = False
    profile.save()
    assert [notifying.tell.call(*args) for args in late].count(True) == 1
    state.cancel(people["cody"])
    assert [notifying.tell.call(*args) for args in late] == [False, False]


def test_a_mail_that_fails_is_tried_again_later(draft, people, monkeypatch):
    submit(draft, people["cody"])
    args, _other = queued()

    def refuse(letter):
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(notifying.EmailMessage, "send", refuse)
    assert notifying.tell.call(*args) is False
    (again,) = default_task_backend.results
    assert again.args == [*args, 1]
    assert again.task.run_after > timezone.now()


def test_editors_review_where_they_may_publish_and_nobody_else_does(draft, topic, people):
    elsewhere = factories.topic(topic.get_parent(), "Elsewhere")
    publish = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.filter(
        group=Group.objects.get(name=roles.EDITORS), permission=publish
    ).update(page=elsewhere)
    allowed = factories.article(elsewhere, title="Why there?", publish=False, owner=people["cody"])
    for page in (draft, allowed):
        submit(page, people["cody"])
    told = {args[2] for args in queued()}
    assert told == {people["cleo"].pk, people["edo"].pk}

    def reviewed_by(name):
        states = TaskState.objects.reviewable_by(people[name])
        return {int(state.workflow_state.object_id) for state in states}

    assert reviewed_by("cleo") == {draft.pk, allowed.pk}
    assert reviewed_by("edo") == {allowed.pk}
    assert reviewed_by("cody") == reviewed_by("mo") == set()
    task = draft.current_workflow_task
    assert task.get_actions(draft, people["edo"]) == []
    assert task.locked_for_user(draft, people["edo"])
    assert task.get_actions(allowed, people["edo"])
    assert not task.get_actions(allowed, people["cody"])
