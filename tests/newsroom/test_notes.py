"""Mails about notes in the text: the worker sends them, to those whom they concern."""

import pytest
from django.core import mail
from django.test import Client
from django_tasks import default_task_backend
from wagtail.models import Comment, CommentReply, PageSubscription
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail.users.models import UserProfile

from newsroom import notes
from tests import editing, factories

pytestmark = pytest.mark.django_db


def somebody(name):
    user = factories.user("Editors", name)
    user.first_name, user.email = name.title(), f"{name}@example.org"
    user.save()
    return user


def save(user, page, note: dict, initial=0):
    """Saves the page with a note, as the editor does."""
    client = Client()
    client.force_login(user)
    empty = {"replies": inline_formset([]), "text": "", "position": "", "resolved": "", "id": ""}
    form = nested_form_data({"comments": inline_formset([empty | note], initial=initial)})
    answer = editing.edit(client, page, publish=False, **form)
    assert answer.status_code == 302


def send() -> dict:
    """Sends what waits, as the worker does; the letters by recipient."""
    tasks = [one for one in default_task_backend.results if one.task.name == "tell_of_notes"]
    default_task_backend.clear()
    mail.outbox.clear()
    for one in tasks:
        notes.tell_of_notes.call(*one.args)
    return {letter.to[0]: letter for letter in mail.outbox}


def test_a_note_is_mailed_by_the_worker_to_those_who_follow_and_a_reply_to_those_who_wrote(topic):
    ann, bob, eve = (somebody(name) for name in ("ann", "bob", "eve"))
    page = factories.article(topic, "Why <soap>?", owner=ann)
    default_task_backend.clear()
    PageSubscription.objects.update_or_create(
        page=page, user=ann, defaults={"comment_notifications": True}
    )
    path = {"contentpath": "title", "position": ""}
    save(bob, page, path | {"text": "Is <this> so?"})
    assert mail.outbox == []  # nobody waits for a mail server
    letters = send()
    assert list(letters) == ["ann@example.org"]
    assert letters["ann@example.org"].subject == "Notes in the text: Why <soap>?"
    assert "Bob has changed notes" in letters["ann@example.org"].body
    assert "- Is <this> so?" in letters["ann@example.org"].body

    note = Comment.objects.get()
    other = Comment.objects.create(page=page, user=eve, text="Elsewhere", contentpath="slug")
    PageSubscription.objects.filter(user=bob).delete()
    reply = nested_form_data({"replies": inline_formset([{"text": "Yes.", "id": ""}])})
    save(ann, page, path | {"text": note.text, "id": str(note.pk)} | reply, initial=1)
    letters = send()
    assert CommentReply.objects.get().comment == note
    assert list(letters) == ["bob@example.org"], "who wrote in another thread alone is not told"
    assert "- Yes.\n  (to: Is <this> so?)" in letters["bob@example.org"].body
    assert other.text not in letters["bob@example.org"].body

    profile = UserProfile.get_for_user(ann)
    profile.updated_comments_notifications = False
    profile.save()
    save(bob, page, path | {"text": "One more?"})
    assert send() == {}
