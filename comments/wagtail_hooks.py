"""Comments in the Wagtail admin."""

from django.contrib import messages
from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from . import deletion
from .desk import acting, bulk_actions, context, jobs, log, news, queue  # noqa: F401
from .models import Discussion, Mail, ReaderComment


class OnlyLookedAt(ModelPermissionPolicy):
    """Mail is written and sent by the site."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)


class NeitherAddedNorDeleted(ModelPermissionPolicy):
    """Comments come from readers, and one with replies is never deleted from under them."""

    def user_has_permission(self, user, action):
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class OpenedBy(TitleColumn):
    """The column that leads to the form, for those who may change something there."""

    def get_link_url(self, instance, parent_context):
        options = instance._meta
        if not parent_context["request"].user.has_perm(
            f"{options.app_label}.change_{options.model_name}"
        ):
            return None
        return reverse(
            f"wagtailsnippets_{options.app_label}_{options.model_name}:edit",
            args=[quote(instance.pk)],
        )


class DiscussionViewSet(SnippetViewSet):
    """Discussions, to open and close."""

    model = Discussion
    icon = "openquote"
    menu_label = "Discussions"
    menu_name = "discussions"
    list_display = [
        OpenedBy("page", label="Article"),
        Column("comment_count", label="Comments"),
        Column("get_openness_display", label="Open"),
        DateColumn("changed_at", label="Last change"),
    ]
    list_filter = ["openness"]

    def get_queryset(self, request):
        return Discussion.objects.select_related("page").order_by("-changed_at")


class MailViewSet(SnippetViewSet):
    """What was sent to readers, and what could not be: to look at."""

    model = Mail
    icon = "mail"
    menu_label = "Mail to readers"
    menu_name = "reader-mail"
    list_display = [
        Column("get_kind_display", label="What"),
        Column("commenter", label="To"),
        Column("get_state_display", label="State"),
        Column("tries", label="Tries"),
        Column("error", label="Last problem"),
        DateColumn("created_at", label="Written"),
        DateColumn("sent_at", label="Sent"),
    ]
    list_filter = ["state", "kind"]
    list_per_page = 50
    inspect_view_enabled = True
    inspect_view_fields = [
        "kind", "commenter", "state", "tries", "error", "created_at", "due_at", "sent_at",
    ]  # fmt: skip
    add_to_reference_index = False

    def get_queryset(self, request):
        mails = Mail.objects.filter(commenter__isnull=False).select_related("commenter")
        return mails.order_by("-created_at", "-pk")


class DiscussionGroup(SnippetViewSetGroup):
    """What belongs to discussions, beside the queue."""

    menu_label = "Discussion"
    menu_icon = "comment"
    menu_order = 260
    add_to_admin_menu = True
    items = (DiscussionViewSet, MailViewSet)


for model in (ReaderComment, Discussion):
    register_permission_policy(model, NeitherAddedNorDeleted(model))
register_permission_policy(Mail, OnlyLookedAt(Mail))
register_snippet(DiscussionGroup)


@hooks.register("before_delete_page")
def warn_of_the_discussion(request, page):
    """The page that asks whether to delete says what readers lose."""
    words = deletion.warning([page])
    if words and request.method == "GET":
        messages.warning(request, words)
