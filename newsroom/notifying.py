"""Mails about the review of a page, which say what to do next. The worker sends them.

Wagtail's own are sent while the person who submits waits, and are lost when the mail server is away.
Everybody chooses in Wagtail's account settings which of them to get.
"""

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django_tasks import task
from wagtail.models import TaskState, WorkflowState
from wagtail.permissions import policy_registry
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)
from wagtail.users.models import UserProfile

from accounts.letters import sent
from comments.links import absolute
from comments.permissions import name_of

SUBMITTED, REJECTED, APPROVED = "submitted", "rejected", "approved"
SUBJECT_LENGTH = 180


def connect() -> None:
    """Puts our receivers in the place of Wagtail's, under their names: a signal keeps one of a name."""
    for signal, sender, receiver, name in (
        (task_submitted, TaskState, on_submitted, "group_approval_task_submitted"),
        (workflow_submitted, WorkflowState, on_started, "workflow_state_submitted"),
        (workflow_rejected, WorkflowState, on_rejected, "workflow_state_rejected"),
        (workflow_approved, WorkflowState, on_approved, "workflow_state_approved"),
    ):
        uid = f"{name}_email_notification"
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(receiver, sender=sender, dispatch_uid=uid)


def on_submitted(instance, user=None, **kwargs) -> None:
    """Tells those who may review."""
    for reviewer in reviewers(instance):
        if reviewer != user:
            tell.enqueue(SUBMITTED, instance.pk, reviewer.pk)


def on_started(**kwargs) -> None:
    """Tells nobody: each of the workflow's steps tells those whose turn it is."""


def on_rejected(instance, user=None, **kwargs) -> None:
    """Tells who asked for the review that something is to be changed."""
    if instance.requested_by and instance.requested_by != user:
        tell.enqueue(REJECTED, instance.current_task_state_id, instance.requested_by_id)


def on_approved(instance, user=None, **kwargs) -> None:
    """Tells who asked for the review that the page is published, or will be."""
    if instance.requested_by and instance.requested_by != user:
        tell.enqueue(APPROVED, instance.current_task_state_id, instance.requested_by_id)


def reviewers(state: TaskState) -> list:
    """Members of the step's groups who may act there; superusers where there is nobody else."""
    step, page = state.task.specific, state.workflow_state.content_object
    people = get_user_model().objects.filter(is_active=True)
    groups = getattr(step, "groups", None)
    if groups is not None:
        publishers = policy_registry.get(page).users_with_permission_for_instance(
            "publish", page, include_superusers=False
        )
        found = people.filter(groups__in=groups.all(), pk__in=publishers.values("pk")).distinct()
        if found:
            return list(found)
    return list(people.filter(is_superuser=True))


# Somebody waits for it, as for the mail of comments.
@task(priority=50)
def tell(kind: str, state_id: int, user_id: int, tries: int = 0) -> bool:
    """Sends one mail, if it is still true. Tries again later where that fails."""
    state = TaskState.objects.filter(pk=state_id).select_related("workflow_state").first()
    user = get_user_model().objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if state is None or user is None or not _is_true(kind, state):
        return False
    profile = UserProfile.get_for_user(user)
    if not getattr(profile, f"{kind}_notifications"):
        return False
    with translation.override(profile.get_preferred_language()):
        letter = write(kind, state, user)
    return sent([letter], tell, [kind, state_id, user_id], tries)


def _is_true(kind: str, state: TaskState) -> bool:
    """Whether nobody has decided, or submitted again, since the mail was queued."""
    if state.workflow_state.content_object is None:
        return False
    if kind == SUBMITTED:
        return state.status == TaskState.STATUS_IN_PROGRESS
    if kind == REJECTED:
        return state.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    return state.workflow_state.status == WorkflowState.STATUS_APPROVED


def write(kind: str, state: TaskState, user) -> EmailMessage:
    """The mail, in the language that is on."""
    page = state.workflow_state.content_object
    page = getattr(page, "specific", page)
    title = getattr(page, "draft_title", "") or str(page)
    author, reviewer = state.workflow_state.requested_by, state.finished_by
    subject = {
        SUBMITTED: gettext("Please review: %(title)s"),
        REJECTED: gettext("Changes are asked for: %(title)s"),
        APPROVED: gettext("Published: %(title)s") if page.live else gettext("Approved: %(title)s"),
    }[kind]
    context = {
        "title": title,
        "page": page,
        "author": name_of(author) if author else "",
        "reviewer": name_of(reviewer) if reviewer else "",
        "said": state.comment.strip(),
        "notes": page.wagtail_admin_comments.filter(resolved_at=None).count(),
        "preview": absolute(
            reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, state.task_id])
        ),
        "address": page.full_url if page.live else "",
    }
    return letter_about(page, subject % {"title": title}, kind, context, user)


def letter_about(page, subject: str, template: str, context: dict, user) -> EmailMessage:
    """A mail to an editor, with the way to the page."""
    context = context | {
        "edit": absolute(reverse("wagtailadmin_pages:edit", args=[page.pk])),
        "account": absolute(reverse("wagtailadmin_account")),
        "site_address": absolute("/"),
    }
    return EmailMessage(
        # A line end in a subject would start another header, and a title may be an encoded word.
        " ".join(subject.replace("=?", "= ?").split())[:SUBJECT_LENGTH],
        render_to_string(f"newsroom/mail/{template}.txt", context),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
