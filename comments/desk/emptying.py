"""Deletes all spam, after a question."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ..moderation import bulk
from ..personal_data import expiry
from .access import ModeratorsOnly


class EmptySpamView(ModeratorsOnly, WagtailAdminTemplateMixin, TemplateView):
    """Says how many comments will be deleted for good, and begins the job."""

    template_name = "comments/desk/empty_spam.html"
    page_title = _("Empty spam")
    header_icon = "bin"
    permission_required = "moderate_all"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("comments_queue"), "label": _("Comments")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(count=expiry.spam().count(), **kwargs)

    def post(self, request):
        if not expiry.spam().exists():
            messages.info(request, _("There is no spam."))
            return redirect(f"{reverse('comments_queue')}?status=spam")
        return redirect("comments_job", bulk.empty_spam(request.user).pk)


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/empty-spam/", EmptySpamView.as_view(), name="comments_empty_spam")]
