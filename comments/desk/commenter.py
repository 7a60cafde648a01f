"""The page of one commenter: comments, decisions and standing."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from .. import permissions, rules
from ..models import Action, Commenter, Decision, Standing, Status
from ..moderation import deciding
from ..moderation.impossible import Impossible
from ..moderation.standing import set_standing
from . import spelling
from .access import ModeratorsOnly

LATEST = 50
NAMES = 10
#: The labels of the buttons. A ban has a form of its own.
BUTTONS = {
    Standing.TRUSTED: gettext_lazy("Trust"),
    Standing.WATCHED: gettext_lazy("Watch"),
    Standing.NORMAL: gettext_lazy("As everybody"),
}


class CommenterView(ModeratorsOnly, WagtailAdminTemplateMixin, TemplateView):
    """The record of one commenter.

    A moderator of their own articles alone sees the comments there, but no address and no buttons.
    """

    template_name = "comments/desk/commenter.html"
    page_title = gettext_lazy("Commenter")
    header_icon = "user"
    http_method_names = ["get", "head", "post"]

    @cached_property
    def sees_all(self) -> bool:
        return permissions.moderates_all(self.request.user)

    @cached_property
    def commenter(self) -> Commenter:
        return get_object_or_404(Commenter, pk=self.kwargs["pk"])

    @cached_property
    def comments(self):
        """The commenter's comments that this moderator may decide."""
        comments = permissions.moderated_by(self.request.user).filter(commenter=self.commenter)
        if not self.sees_all and not comments.exists():
            raise Http404
        return comments

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def post(self, request, *args, **kwargs):
        standing = request.POST.get("standing")
        if not self.sees_all:
            raise PermissionDenied
        if standing not in BUTTONS:
            raise Http404
        reason = request.POST.get("reason", "")
        try:
            decision = set_standing(request.user, self.commenter.pk, standing, reason)
        except Impossible as refusal:
            messages.error(request, str(refusal))
        else:
            if decision:
                message = _("From now on the commenter’s standing is “%(standing)s”.")
                messages.success(request, message % {"standing": Standing(standing).label})
        return redirect("comments_commenter", pk=self.commenter.pk)

    def get_context_data(self, **kwargs):
        comments = self.comments
        counted = dict(comments.values_list("status").annotate(Count("pk")))
        decisions = spelling.with_ends(Decision.objects.filter(commenter=self.commenter))
        if not self.sees_all:
            decisions = decisions.filter(page__owner=self.request.user)
        latest = list(
            comments.select_related("page")
            .prefetch_related("findings")
            .order_by("-posted_at", "-pk")[:LATEST]
        )
        for comment in latest:
            comment.reason = rules.reasons(comment, self.sees_all)
        names = comments.exclude(user_name="").values_list("user_name").annotate(n=Count("pk"))
        return super().get_context_data(**kwargs) | {
            "commenter": self.commenter,
            "sees_all": self.sees_all,
            "names": [name for name, _number in names.order_by("-n", "user_name")[:NAMES]],
            "counts": [
                (label, counted[status], status)
                for status, label in Status.choices
                if status in counted
            ],
            "tabs": {Status.HELD, Status.PUBLISHED, Status.SPAM, Status.REMOVED},
            "buttons": [
                (standing.value, label)
                for standing, label in BUTTONS.items()
                if standing != self.commenter.current_standing
            ],
            "comments": latest,
            "decisions": [
                {
                    "made": decision,
                    "change": spelling.change(decision),
                    "then": spelling.afterwards(decision),
                    "undoable": self.sees_all
                    and decision.action == Action.STANDING
                    and deciding.undoable(decision),
                }
                for decision in decisions[:LATEST]
            ],
            "latest": LATEST,
        }


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/people/<int:pk>/", CommenterView.as_view(), name="comments_commenter")]
