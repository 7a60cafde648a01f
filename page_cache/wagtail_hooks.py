"""The operators' page about the page cache."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem

from . import figures
from .addresses import address_of, tag
from .collecting import EVERYTHING
from .invalidating import drop
from .operators import ForAdministrators


class DropForm(forms.Form):
    """Names the page to drop."""

    page = forms.CharField(
        label=_("Address of the page"),
        max_length=500,
        help_text=_("For instance /history/ or the whole address from the browser."),
    )

    def clean_page(self):
        if not (found := address_of(self.cleaned_data["page"])):
            raise forms.ValidationError(
                _("This is no address of a page. It begins with / or with https://.")
            )
        return found


class PageCacheView(ForAdministrators, FormView):
    """Says how the cache of each process does, and drops pages."""

    template_name = "page_cache/page_cache.html"
    page_title = _("Page cache")
    header_icon = "history"
    form_class = DropForm

    def get_context_data(self, **kwargs):
        rows = [
            {
                "process": process,
                "figures": process.figures,
                "rate": _percent(figures.hit_rate(process.figures)),
                "full": _percent(figures.fullness(process.figures)),
            }
            for process in figures.processes()
        ]
        return super().get_context_data(rows=rows, **kwargs)

    def post(self, request, *args, **kwargs):
        if "everything" in request.POST:
            drop(EVERYTHING)
            messages.success(request, gettext("All pages were dropped. Each is built anew."))
            return redirect("page_cache")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        address = form.cleaned_data["page"]
        drop(tag(address))
        messages.success(
            self.request,
            gettext("%(address)s was dropped. It is built anew when a reader asks for it.")
            % {"address": address},
        )
        return redirect("page_cache")


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


@hooks.register("register_admin_urls")
def addresses():
    return [path("page-cache/", PageCacheView.as_view(), name="page_cache")]


@hooks.register("register_settings_menu_item")
def menu_item():
    return AdminOnlyMenuItem(
        _("Page cache"), reverse("page_cache"), icon_name="history", order=2_000
    )
