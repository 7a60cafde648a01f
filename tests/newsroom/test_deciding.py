"""A reviewer is told what a decision did."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import editing, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(topic):
    author = factories.author()
    page = factories.article(topic, "Why?", publish=False, authors=[author])
    writer = factories.user("Contributors")
    page.save_revision(user=writer)
    page.get_workflow().start(page, writer)
    return page


def decide(client, page, decision, text, **fields):
    fields |= editing.article_streams()
    fields |= {"action-workflow-action": "true", "workflow-action-name": decision}
    answer = editing.sent(client, f"/admin/pages/{page.pk}/edit/", "page-edit-form", **fields)
    assert answer.status_code == 302
    return text(client.get(answer["Location"]))


def test_in_the_editor(chief, submitted, text):
    told = decide(chief, submitted, "approve", text)
    assert "You approved “Why?”. It is published." in told
    assert "View live" in told
    assert "has been updated" not in told


def test_in_the_editor_when_it_is_scheduled(chief, submitted, text):
    later = timezone.now() + timedelta(days=2)
    told = decide(chief, submitted, "approve", text, go_live_at=f"{later:%Y-%m-%d %H:%M}")
    assert f"You approved “Why?”. It goes live at {later:%-d %b %Y, %H:%M}." in told


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        ("approve", "You approved “Why?”. It is published."),
        ("reject", "You asked for changes in “Why?”. The person who submitted it is told."),
    ],
)
def test_in_the_list_of_the_dashboard(chief, submitted, text, decision, sentence):
    dashboard = text(chief.get("/admin/"))
    assert "Why?" in dashboard
    assert dashboard.index("Awaiting your review") < dashboard.index("Your newsroom")
    task = submitted.current_workflow_task_state
    address = f"/admin/pages/workflow/action/{submitted.pk}/{decision}/{task.pk}/"
    chief.post(address, {"comment": "Shorter"})
    assert sentence in text(chief.get("/admin/"))
