"""What a check stops is stopped wherever an article is published without its form."""

import pytest
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def unfinished(topic):
    page = factories.article(
        topic, title="Why unfinished?", publish=False, conclusion="<p>TODO</p>"
    )
    page.save_revision()
    return page


def test_a_reviewer_cannot_approve_what_a_check_stops(client, unfinished):
    reviewer = factories.user()
    workflow = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Look")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(unfinished, reviewer).current_task_state
    client.force_login(reviewer)
    address = f"/admin/pages/workflow/action/{unfinished.pk}/{{}}/{state.pk}/"
    answer = client.post(address.format("approve"), follow=True)
    assert "cannot be published yet" in answer.content.decode()
    unfinished.refresh_from_db()
    assert not unfinished.live
    client.post(address.format("reject"), {"comment": "Finish it"})
    state.refresh_from_db()
    assert state.status == "rejected"


def test_ticked_articles_are_published_only_if_no_check_stops_one(client, topic, unfinished):
    client.force_login(factories.user())
    good = factories.article(topic, title="Why good?", publish=False)
    address = f"/admin/bulk/wagtailcore/page/publish/?next=/admin/pages/{topic.pk}/"
    ids = f"&id={good.pk}&id={unfinished.pk}"
    answer = client.post(address + ids, follow=True)
    assert "Why unfinished?” cannot be published yet" in answer.content.decode()
    good.refresh_from_db()
    assert not good.live
    client.post(address + f"&id={good.pk}")
    good.refresh_from_db()
    assert good.live
    # With its topic it would be published as well.
    answer = client.post(f"{address}&id={topic.pk}", {"include_descendants": "on"}, follow=True)
    assert "Why unfinished?” cannot be published yet" in answer.content.decode()
    unfinished.refresh_from_db()
    assert not unfinished.live
