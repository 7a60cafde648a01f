"""The review before publication, as a step of Wagtail's workflows."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState
from wagtail.permissions import policy_registry


class PublishersReview(AbstractGroupApprovalTask):
    """A step of a workflow: members of the groups review it, where they may publish.

    Approving publishes, so Wagtail's own task would let an editor publish in any topic.
    """

    def _may_review(self, obj, user) -> bool:
        if not (user.is_superuser or self._user_in_groups(user)):
            return False
        policy = policy_registry.get(obj)
        return policy.user_has_permission_for_instance(user, "publish", obj)

    def user_can_access_editor(self, obj, user):
        return self._may_review(obj, user)

    def locked_for_user(self, obj, user):
        return not self._may_review(obj, user)

    def user_can_lock(self, obj, user):
        return self._may_review(obj, user)

    def get_actions(self, obj, user):
        return super().get_actions(obj, user) if self._may_review(obj, user) else []

    def get_task_states_user_can_moderate(self, user, **kwargs):
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        if user.is_superuser:
            return states
        policy = policy_registry.get_by_type(Page)
        pages = policy.instances_user_has_permission_for(user, "publish")
        # The ids of pages are words there, because other objects have workflows, too.
        waiting = {
            int(state.workflow_state.object_id): state.pk
            for state in states.select_related("workflow_state")
        }
        allowed = pages.filter(pk__in=waiting).values_list("pk", flat=True)
        return TaskState.objects.filter(pk__in=[waiting[pk] for pk in allowed])

    @classmethod
    def get_description(cls):
        return _("Members of the chosen groups approve it, where they may publish")

    class Meta:
        verbose_name = _("review by those who may publish")
        verbose_name_plural = _("reviews by those who may publish")
