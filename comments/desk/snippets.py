"""What moderators and editors look after as lists: discussions, mail, reasons, banned networks."""

import ipaddress
from datetime import timedelta

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .. import permissions
from ..models import DecisionReason, Discussion, Mail, NetworkBan, ReaderComment
from ..moderation.effects import BAN_DAYS
from .spelling import moment

#: The shortest prefix that the rules look for.
WIDEST = 8


class OnlyLookedAt(ModelPermissionPolicy):
    """Mail is written and sent by the site."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)


class NeitherAddedNorDeleted(ModelPermissionPolicy):
    """Comments come from readers, and one with replies is never deleted from under them."""

    def user_has_permission(self, user, action):
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class NeverChosen(SnippetChooserViewSet):
    """No page chooses any of these, and Wagtail's chooser shows them to everybody in the admin."""

    def get_urlpatterns(self):
        return []


@hooks.register("before_delete_snippet")
def refuse_in_silence(request, snippets):
    """Wagtail's page for deleting many would name those that somebody may not delete."""
    if not snippets:
        raise PermissionDenied


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
    chooser_viewset_class = NeverChosen
    icon = "openquote"
    menu_label = "Discussions"
    menu_name = "discussions"
    list_display = [
        OpenedBy("page", label="Article"),
        Column("comment_count", label="Comments"),
        Column("get_mode_display", label="Open"),
        DateColumn("changed_at", label="Last change"),
    ]
    list_filter = ["mode"]

    def get_queryset(self, request):
        return Discussion.objects.select_related("page").order_by("-changed_at")


class MailViewSet(SnippetViewSet):
    """What was sent to readers and moderators, and what could not be: to look at."""

    model = Mail
    chooser_viewset_class = NeverChosen
    icon = "mail"
    menu_label = "Mail"
    menu_name = "reader-mail"
    list_display = [
        Column("get_kind_display", label="What"),
        Column("to", label="To", accessor=lambda mail: mail.commenter or mail.moderator),
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
        "kind", "commenter", "moderator", "state", "tries", "error", "created_at", "due_at", "sent_at",
    ]  # fmt: skip
    add_to_reference_index = False

    def get_queryset(self, request):
        # What is for nobody yet is no mail.
        mails = Mail.objects.exclude(commenter=None, moderator=None)
        return mails.select_related("commenter", "moderator").order_by("-created_at", "-pk")


class ReasonViewSet(SnippetViewSet):
    """The reasons that moderators can pick."""

    model = DecisionReason
    chooser_viewset_class = NeverChosen
    icon = "list-ul"
    menu_label = "Reasons"
    menu_name = "reasons"
    list_display = ["text", Column("note_to_author", label="What the commenter reads")]
    panels = [FieldPanel("text"), FieldPanel("note_to_author")]
    add_to_reference_index = False


class BanForm(WagtailAdminModelForm):
    """A network as people write it, and who bans it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial.setdefault("until", timezone.now() + timedelta(days=BAN_DAYS))

    def clean_network(self):
        try:
            network = ipaddress.ip_network(self.cleaned_data["network"].strip(), strict=False)
        except ValueError as error:
            raise ValidationError(
                "Please write a network such as 203.0.113.0/24, or one address such as 203.0.113.7."
            ) from error
        if network.prefixlen < WIDEST:
            raise ValidationError(
                f"This would ban a great part of the internet. Please write /{WIDEST} or a higher "
                "number."
            )
        return str(network)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if "until" in self.changed_data and until <= timezone.now():
            raise ValidationError("This moment has passed already.")
        return until

    def save(self, commit=True):
        if self.instance.pk is None:
            self.instance.made_by = permissions.name_of(self.for_user)
        return super().save(commit)


class BanViewSet(SnippetViewSet):
    """Networks from which nothing is taken unread."""

    model = NetworkBan
    chooser_viewset_class = NeverChosen
    icon = "no-view"
    menu_label = "Banned networks"
    menu_name = "banned-networks"
    list_display = [
        "network",
        Column("get_effect_display", label="Its comments"),
        StatusTagColumn(
            "state",
            label="State",
            accessor=lambda ban: "In force" if ban.until > timezone.now() else "Expired",
            primary=lambda ban: ban.until > timezone.now(),
        ),
        Column("until", label="Until", accessor=lambda ban: moment(ban.until)),
        Column("made_by", label="Banned by"),
    ]
    edit_handler = ObjectList(
        [FieldPanel("network"), FieldPanel("effect"), FieldPanel("until")],
        base_form_class=BanForm,
    )
    add_to_reference_index = False


class DiscussionGroup(SnippetViewSetGroup):
    """What belongs to discussions, beside the queue. Screens of the desk join by the hook."""

    menu_label = "Discussion"
    menu_icon = "comment"
    menu_order = 260
    add_to_admin_menu = True
    items = (DiscussionViewSet, ReasonViewSet, BanViewSet, MailViewSet)
    submenu_hook = "register_discussion_menu_item"


for model in (ReaderComment, Discussion):
    register_permission_policy(model, NeitherAddedNorDeleted(model))
register_permission_policy(Mail, OnlyLookedAt(Mail))
register_snippet(DiscussionGroup)
