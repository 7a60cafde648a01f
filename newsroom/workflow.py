"""The workflow that a newsroom begins with: a review by somebody who may publish."""

from django.contrib.auth.models import Group
from wagtail.models import Page, Site, Workflow, WorkflowPage, WorkflowTask

from . import roles
from .models import PublishersReview

#: The name of the workflow and of its only step: Wagtail makes “Submit to Review” of it.
NAME = "Review"


def attach() -> bool:
    """Attaches the review to each front page that has no workflow, nor one from above it."""
    attached = False
    for front in Page.objects.filter(pk__in=Site.objects.values("root_page")):
        if front.get_workflow() is None:
            WorkflowPage.objects.create(page=front, workflow=_review())
            attached = True
    return attached


def _review() -> Workflow:
    found = Workflow.objects.filter(
        active=True, workflow_tasks__task__in=PublishersReview.objects.values("pk")
    ).first()
    if found:
        return found
    task = PublishersReview.objects.create(name=NAME)
    task.groups.set(Group.objects.filter(name__in=[roles.CHIEFS, roles.EDITORS]))
    workflow = Workflow.objects.create(name=NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow
