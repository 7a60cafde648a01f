"""Links with which people without an account read a draft, for a few days."""

from datetime import timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from .models import SharedDraft

PERIODS = {"3": _("3 days"), "7": _("7 days"), "30": _("30 days")}


def may_share(page: Page, user) -> bool:
    return page.is_previewable() and page.permissions_for_user(user).can_edit()


class ShareForm(forms.ModelForm):
    days = forms.ChoiceField(label=_("It works for"), choices=list(PERIODS.items()), initial="7")

    class Meta:
        model = SharedDraft
        fields = ["reader"]


class ShareView(WagtailAdminTemplateMixin, FormView):
    """Makes links to the draft of a page, lists them, and takes them back."""

    template_name = "newsroom/share.html"
    page_title = _("Share the draft")
    header_icon = "link"
    form_class = ShareForm

    def dispatch(self, request, page_id):
        self.page = get_object_or_404(Page, pk=page_id).specific
        if not may_share(self.page, request.user):
            raise PermissionDenied
        return super().dispatch(request, page_id)

    @cached_property
    def links(self):
        links = SharedDraft.objects.valid().filter(page_id=self.page.pk)
        return links.select_related("made_by").order_by("-pk")

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        edit = reverse("wagtailadmin_pages:edit", args=[self.page.pk])
        return [
            *self.breadcrumbs_items,
            {"url": edit, "label": self.page.get_admin_display_title()},
            {"url": "", "label": self.page_title},
        ]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"label_suffix": ""}

    def get_success_url(self):
        return reverse("newsroom_share", args=[self.page.pk])

    def post(self, request, page_id):
        if taken_back := request.POST.get("take_back"):
            if taken_back.isdigit():
                self.links.filter(pk=taken_back).delete()
            messages.success(request, gettext("The link works no more."))
            return redirect(self.get_success_url())
        return super().post(request, page_id)

    def form_valid(self, form):
        # Links that have ended are of no use to anybody.
        SharedDraft.objects.filter(expires_at__lt=timezone.now()).delete()
        link = form.save(commit=False)
        link.page_id, link.made_by = self.page.pk, self.request.user
        link.expires_at = timezone.now() + timedelta(days=int(form.cleaned_data["days"]))
        link.save()
        messages.success(self.request, gettext("The link is made. Copy it and send it."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        links = [
            (link, self.request.build_absolute_uri(link.get_absolute_url())) for link in self.links
        ]
        return super().get_context_data(**kwargs) | {"page": self.page, "links": links}


@never_cache
@require_safe
def shared_draft(request: HttpRequest, token: str) -> HttpResponse:
    """The newest draft of a page, for whoever has the link."""
    link = SharedDraft.of(token)
    # With its maker's right to the page a link ends too.
    if not link or not may_share(link.page.specific_deferred, link.made_by):
        response = render(request, "newsroom/no_draft.html", status=404)
    else:
        draft = link.page.get_latest_revision_as_object()
        response = draft.make_preview_request(
            request, draft.default_preview_mode, {"shared_draft": link}
        )
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The address is a secret, which no other site learns from the links of the draft.
    response["Referrer-Policy"] = "no-referrer"
    return response


@hooks.register("register_page_header_buttons")
def share_button(page, user, view_name, next_url=None):
    if may_share(page, user):
        yield Button(
            _("Share the draft"),
            url=reverse("newsroom_share", args=[page.pk]),
            icon_name="link",
            priority=12,
        )


@hooks.register("register_admin_urls")
def addresses():
    return [path("newsroom/share/<int:page_id>/", ShareView.as_view(), name="newsroom_share")]
