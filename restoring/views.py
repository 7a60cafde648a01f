"""Deleted pages in the admin: the report of them, and bringing one back."""

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page
from wagtail.permissions import policy_registry

from articles.many import choosing
from jobs import kinds, running

from .models import DeletedPage
from .restoring import Impossible, old_place, refusal, restore, tree


def may_see(user) -> bool:
    """Whether this person adds pages anywhere. For each page it is asked where it would come back."""
    return policy_registry.get_by_type(Page).user_has_any_permission(user, {"add"})


def may_forget(user) -> bool:
    return user.has_perm("restoring.delete_deletedpage")


def of_type(kept: DeletedPage) -> str:
    try:
        return str(apps.get_model(kept.page_type).get_verbose_name())
    except LookupError:
        return kept.page_type


def restore_button(kept: DeletedPage) -> str:
    name = _("Restore “%(title)s”") % {"title": kept.title}
    address = reverse("deleted_page", args=[kept.pk])
    button = '<a class="button button-small button-secondary" href="{}" aria-label="{}">{}</a>'
    return format_html(button, address, name, _("Restore"))


class DeletedPagesView(generic.IndexView):
    """What was deleted, the latest first."""

    model = DeletedPage
    page_title = gettext_lazy("Deleted pages")
    header_icon = "bin"
    index_url_name = "deleted_pages"
    index_results_url_name = "deleted_pages_results"
    default_ordering = ("-deleted_at", "depth", "-pk")
    paginate_by = 50
    search_fields = ["title", "deleted_by_name", "parent_title"]
    any_permission_required = None
    template_name = "restoring/index.html"
    columns = [
        TitleColumn(
            "title",
            label=gettext_lazy("Page"),
            get_url=lambda kept: reverse("deleted_page", args=[kept.pk]),
        ),
        Column("type", label=gettext_lazy("Type"), accessor=of_type),
        Column("parent_title", label=gettext_lazy("Below")),
        DateColumn("deleted_at", label=gettext_lazy("Deleted"), sort_key="deleted_at"),
        Column("deleted_by_name", label=gettext_lazy("By")),
        Column("restore", label=gettext_lazy("Action"), accessor=restore_button),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self):
        return DeletedPage.objects.seen_by(self.request.user).defer("content", "draft")

    def get_context_data(self, **kwargs):
        return super().get_context_data(days=settings.KEPT_DAYS["deleted_pages"], **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class RestoreForm(forms.Form):
    """Asks where a deleted page should come back, if its old place is gone, and what with it."""

    place = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=1),
        label=gettext_lazy("Below"),
        widget=AdminPageChooser,
        help_text=gettext_lazy("The topic or page below which it comes back."),
        error_messages={"required": gettext_lazy("Choose where the page comes back.")},
    )
    with_below = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args, kept, user, below, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept, self.user = kept, user
        self.fields["place"].initial = old_place(kept)
        if below:
            label = ngettext("With %(n)s page below it", "With %(n)s pages below it", below)
            self.fields["with_below"].label = label % {"n": f"{below:,}"}
        else:
            del self.fields["with_below"]

    def clean_place(self):
        place = self.cleaned_data["place"]
        try:
            why = refusal(self.kept, place, self.user)
        except Impossible as impossible:
            why = str(impossible)
        if why:
            raise forms.ValidationError(why)
        return place


class RestoreView(WagtailAdminTemplateMixin, FormView):
    """One deleted page, and the button that brings it back."""

    template_name = "restoring/restore.html"
    header_icon = "bin"
    form_class = RestoreForm

    @cached_property
    def kept(self) -> DeletedPage:
        return get_object_or_404(
            DeletedPage.objects.seen_by(self.request.user), pk=self.kwargs["pk"]
        )

    @cached_property
    def with_below(self) -> list[DeletedPage]:
        return tree(self.kept)

    def dispatch(self, request, *args, **kwargs):
        if not may_see(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return _("Restore")

    def get_page_subtitle(self):
        return self.kept.title

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("deleted_pages"), "label": DeletedPagesView.page_title},
            {"url": "", "label": self.kept.title},
        ]

    def _asked(self) -> dict:
        below = len(self.with_below) - 1
        return {"kept": self.kept, "user": self.request.user, "below": below}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | self._asked()

    def get_context_data(self, **kwargs):
        parent = old_place(self.kept)
        above = DeletedPage.objects.filter(page_id=self.kept.parent_id).first()
        return super().get_context_data(
            kept=self.kept,
            type=of_type(self.kept),
            parent=parent,
            above=above,
            may_forget=may_forget(self.request.user),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if "forget" not in request.POST:
            return super().post(request, *args, **kwargs)
        if not may_forget(request.user):
            raise PermissionDenied
        if request.POST["forget"] != "sure":
            form = self.form_class(initial=self.get_initial(), **self._asked())
            return self.render_to_response(self.get_context_data(form=form, asks=True))
        self.kept.delete()
        messages.success(request, _("“%(title)s” is deleted for good.") % {"title": self.kept})
        return redirect("deleted_pages")

    def form_valid(self, form):
        place, below = form.cleaned_data["place"], self.with_below[1:]
        if not form.cleaned_data.get("with_below"):
            below = []
        if len(below) >= choosing.AT_ONCE and (job := kinds.at_work(DeletedPage, [self.kept.pk])):
            return choosing.refuse(self.request, job, reverse("deleted_pages"))
        try:
            with transaction.atomic():
                page = restore(self.kept, place, self.request.user)
                if len(below) >= choosing.AT_ONCE:
                    ids = [each.pk for each in below]
                    job = running.begin("restore_pages", self.request.user, page.title, ids)
                    return redirect("job", job.pk)
        except Impossible as impossible:
            form.add_error("place", str(impossible))
            return self.form_invalid(form)
        left = [each for each in below if not self._restored(each)]
        self._tell(page, len(below) - len(left), left)
        return redirect("wagtailadmin_pages:edit", page.pk)

    def _restored(self, kept: DeletedPage) -> bool:
        parent = old_place(kept)
        try:
            return bool(parent and restore(kept, parent, self.request.user))
        except Impossible:
            return False

    def _tell(self, page: Page, below: int, left: list) -> None:
        sentence = _("“%(title)s” is back as a draft. Publish it when it is ready.")
        if below:
            sentence = ngettext(
                "“%(title)s” and %(n)s page below it are back as drafts. Publish them when they are "
                "ready.",
                "“%(title)s” and %(n)s pages below it are back as drafts. Publish them when they are "
                "ready.",
                below,
            )
        values = {"title": page.get_admin_display_title(), "n": f"{below:,}"}
        messages.success(self.request, sentence % values)
        if left:
            names = ", ".join(f"“{each.title}”" for each in left)
            messages.warning(
                self.request, _("These could not come back: %(names)s.") % {"names": names}
            )
