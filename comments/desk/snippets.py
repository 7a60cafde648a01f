"""Lists that moderators and editors look after: discussions, mail, reasons, banned networks."""

import ipaddress
from datetime import timedelta

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from ..moderation.networks import BAN_DAYS
from .spelling import moment

#: The shortest prefix that the rules look for.
WIDEST = 8


class OnlyLookedAt(ModelPermissionPolicy):
    """For mail: the site alone writes and sends it."""

    def user_has_permission(self, user, action):
        return action == "view" and super().user_has_permission(user, action)


class NeitherAddedNorDeleted(ModelPermissionPolicy):
    """For comments, which come from readers, and for discussions. Deleting would orphan replies."""

    def user_has_permission(self, user, action):
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class NeverChosen(SnippetChooserViewSet):
    """Without a chooser: no page needs one, and it would show everything to everybody in the admin."""

    def get_urlpatterns(self):
        return []


@hooks.register("before_delete_snippet")
def refuse_in_silence(request, snippets):
    """Wagtail's page for deleting many would name snippets that this user may not delete."""
    if not snippets:
        raise PermissionDenied


class OpenedBy(TitleColumn):
    """The column that links to the form, for users who may change something there."""

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
    menu_label = gettext_lazy("Discussions")
    menu_name = "discussions"
    list_display = [
        OpenedBy("page", label=gettext_lazy("Article")),
        Column("comment_count", label=gettext_lazy("Comments")),
        Column("get_mode_display", label=gettext_lazy("Open")),
        DateColumn("changed_at", label=gettext_lazy("Last change")),
    ]
    list_filter = ["mode"]

    def get_queryset(self, request):
        return Discussion.objects.select_related("page").order_by("-changed_at")


class MailViewSet(SnippetViewSet):
    """Mail to readers and moderators, sent or failed, to look at."""

    model = Mail
    chooser_viewset_class = NeverChosen
    icon = "mail"
    menu_label = gettext_lazy("Mail")
    menu_name = "reader-mail"
    list_display = [
        Column("get_kind_display", label=gettext_lazy("What")),
        Column(
            "to", label=gettext_lazy("To"), accessor=lambda mail: mail.commenter or mail.moderator
        ),
        Column("get_state_display", label=gettext_lazy("State")),
        Column("tries", label=gettext_lazy("Tries")),
        Column("error", label=gettext_lazy("Last problem")),
        DateColumn("created_at", label=gettext_lazy("Written")),
        DateColumn("sent_at", label=gettext_lazy("Sent")),
    ]
    list_filter = ["state", "kind"]
    list_per_page = 50
    inspect_view_enabled = True
    inspect_view_fields = [
        "kind", "commenter", "moderator", "state", "tries", "error", "created_at", "due_at", "sent_at",
    ]  # fmt: skip
    add_to_reference_index = False

    def get_queryset(self, request):
        # Rows without a recipient are still to be fanned out: they are no mail yet.
        mails = Mail.objects.exclude(commenter=None, moderator=None)
        return mails.select_related("commenter", "moderator").order_by("-created_at", "-pk")


class ReasonViewSet(SnippetViewSet):
    """The reasons that moderators can pick."""

    model = DecisionReason
    chooser_viewset_class = NeverChosen
    icon = "list-ul"
    menu_label = gettext_lazy("Reasons")
    menu_name = "reasons"
    list_display = [
        "text",
        Column("note_to_author", label=gettext_lazy("Note to the commenter")),
    ]
    panels = [FieldPanel("text"), FieldPanel("note_to_author")]
    add_to_reference_index = False


class BanForm(WagtailAdminModelForm):
    """The form of a ban: it accepts a network as people write it, and stores who bans it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial.setdefault("until", timezone.now() + timedelta(days=BAN_DAYS))

    def clean_network(self):
        try:
            network = ipaddress.ip_network(self.cleaned_data["network"].strip(), strict=False)
        except ValueError as error:
            raise ValidationError(
                _(
                    "Please write a network such as 203.0.113.0/24, or one address such as "
                    "203.0.113.7."
                )
            ) from error
        if network.prefixlen < WIDEST:
            message = _(
                "This would ban a great part of the internet. Please write /%(shortest)s or a higher "
                "number."
            )
            raise ValidationError(message % {"shortest": WIDEST})
        return str(network)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if "until" in self.changed_data and until <= timezone.now():
            raise ValidationError(_("This moment has passed already."))
        return until

    def save(self, commit=True):
        if self.instance.pk is None:
            self.instance.made_by = permissions.name_of(self.for_user)
        return super().save(commit)


class BanViewSet(SnippetViewSet):
    """Banned networks, whose comments are never published unread."""

    model = NetworkBan
    chooser_viewset_class = NeverChosen
    icon = "no-view"
    menu_label = gettext_lazy("Banned networks")
    menu_name = "banned-networks"
    list_display = [
        "network",
        Column("get_effect_display", label=gettext_lazy("Its comments")),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor=lambda ban: _("In force") if ban.until > timezone.now() else _("Expired"),
            primary=lambda ban: ban.until > timezone.now(),
        ),
        Column("until", label=gettext_lazy("Until"), accessor=lambda ban: moment(ban.until)),
        Column("made_by", label=gettext_lazy("Banned by")),
    ]
    edit_handler = ObjectList(
        [FieldPanel("network"), FieldPanel("effect"), FieldPanel("until")],
        base_form_class=BanForm,
    )
    add_to_reference_index = False


class DiscussionGroup(SnippetViewSetGroup):
    """The menu of discussions, beside the queue. Other screens of the desk join by the hook."""

    menu_label = gettext_lazy("Discussion")
    menu_icon = "comment"
    menu_order = 260
    add_to_admin_menu = True
    items = (DiscussionViewSet, ReasonViewSet, BanViewSet, MailViewSet)
    submenu_hook = "register_discussion_menu_item"


for model in (ReaderComment, Discussion):
    register_permission_policy(model, NeitherAddedNorDeleted(model))
register_permission_policy(Mail, OnlyLookedAt(Mail))
register_snippet(DiscussionGroup)
