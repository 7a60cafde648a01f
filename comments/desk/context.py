"""One comment in its conversation, with the decisions about it."""

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .. import permissions
from ..models import ReaderComment
from ..models.decision import UNDO_DAYS
from ..moderation import deciding, rows
from .access import ModeratorsOnly

#: Comments of the thread before and after this one.
BEFORE, AFTER = 30, 30


class ContextView(ModeratorsOnly, WagtailAdminTemplateMixin, TemplateView):
    """The comments above it and its replies, and every decision about it."""

    template_name = "comments/desk/context.html"
    header_icon = "comment"
    page_title = _("Comment in its conversation")

    @cached_property
    def comment(self) -> ReaderComment:
        moderated = permissions.moderated_by(self.request.user).select_related("page")
        return get_object_or_404(moderated, pk=self.kwargs["comment_id"])

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("comments_queue"), "label": _("Comments")},
            {"url": "", "label": self.get_page_title()},
        ]

    def thread(self) -> tuple[list[ReaderComment], int]:
        """The comments around it in reading order, and how many more there are."""
        root = ReaderComment.objects.get(pk=self.comment.thread_id)
        whole = rows.load(ReaderComment.objects.below(root)).in_reading_order()
        above = whole.filter(pk__in=self.comment.ancestor_ids())
        before = whole.filter(path__lt=self.comment.path).exclude(
            pk__in=self.comment.ancestor_ids()
        )
        near = [
            *above,
            *before.order_by("-path")[:BEFORE],
            *whole.filter(path__gte=self.comment.path)[: AFTER + 1],
        ]
        near.sort(key=lambda comment: comment.path)
        return rows.prepare(near, self.request.user), whole.count() - len(near)

    def get_context_data(self, **kwargs):
        thread, more = self.thread()
        history = list(self.comment.decisions.all())
        for decision in history:
            decision.undoable = (
                deciding.undoable(decision)
                and decision.details["version"] == self.comment.version
                and deciding.may_reach(self.request.user, decision.action)
            )
        return super().get_context_data(
            comment=self.comment,
            page=self.comment.page,
            thread=thread,
            more=more,
            history=history,
            reports=self.comment.reports.order_by("-reported_at"),
            undo_days=UNDO_DAYS,
            sees_all=permissions.moderates_all(self.request.user),
            **kwargs,
        )


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("discussion/comment/<int:comment_id>/", ContextView.as_view(), name="comments_context")
    ]
