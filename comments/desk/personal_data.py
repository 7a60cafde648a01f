"""Looks up, exports and erases the data that is stored about an email address."""

import json

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import LogFormatter

from .. import permissions, personal_data
from ..models import Commenter
from ..numbers import parse_id
from ..personal_data import summary
from .access import ModeratorsOnly


class AddressForm(forms.Form):
    """The address to look up."""

    email = forms.EmailField(
        label=gettext_lazy("Email address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class EraseForm(forms.Form):
    """The choice between withdrawing and keeping the comments."""

    email = forms.EmailField(widget=forms.HiddenInput)
    keep = forms.TypedChoiceField(
        label=gettext_lazy("Their comments"),
        choices=[
            ("no", gettext_lazy("Withdraw them: their text goes as well")),
            (
                "yes",
                format_lazy(
                    gettext_lazy("Keep them, under the name “{name}”"),
                    name=personal_data.ANONYMOUS,
                ),
            ),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )


class ConfirmForm(EraseForm):
    """The last step. Typing the address again keeps a slip of the hand from erasing anybody."""

    typed = forms.CharField(
        label=gettext_lazy("Type the address again"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keep"].widget = forms.HiddenInput()

    def clean(self):
        data = super().clean()
        typed = data.get("typed", "").strip().lower()
        if "typed" in data and typed != data.get("email", "").lower():
            self.add_error("typed", _("This is not the address that you looked up."))
        return data


@method_decorator(never_cache, name="dispatch")
class PersonalDataView(ModeratorsOnly, WagtailAdminTemplateMixin, TemplateView):
    """Email addresses come by POST alone, because many places note the URL of a page."""

    template_name = "comments/desk/personal_data.html"
    page_title = gettext_lazy("Personal data")
    header_icon = "user"
    permission_required = "moderate_all"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get(self, request, *args, **kwargs):
        # Other screens link here by the commenter's number, without the address.
        commenter = Commenter.objects.filter(pk=parse_id(request.GET.get("commenter"))).first()
        if commenter:
            return self.show(commenter.email)
        return self.render_to_response(self.get_context_data(form=AddressForm()))

    def post(self, request, *args, **kwargs):
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        email = form.cleaned_data["email"]
        step = {"export": self.export, "confirm": self.confirm, "erase": self.erase}
        return step.get(request.POST.get("action"), self.show)(email)

    def show(self, email: str, status: int = 200):
        """Shows the stored data, and offers to export or erase it."""
        found = personal_data.found(email)
        context = self.get_context_data(
            form=AddressForm(initial={"email": email}),
            found=found,
            looked_up=True,
            there_is=summary.there_is(found),
            erase_form=EraseForm(initial={"email": found.email, "keep": "no"}),
            choices=[
                (_("Withdrawing them"), summary.of_comments(found, keep=False)),
                (_("Keeping them"), summary.of_comments(found, keep=True)),
            ],
            in_any_case=summary.in_any_case(found),
            will_not=summary.will_not(found, keep=True),
        )
        return self.render_to_response(context, status=status)

    def export(self, email: str):
        data = personal_data.export(email)
        text = json.dumps(data, indent=1, ensure_ascii=False, cls=DjangoJSONEncoder)
        response = HttpResponse(text, content_type="application/json")
        response["Content-Disposition"] = 'attachment; filename="personal-data.json"'
        return response

    def confirm(self, email: str, form: ConfirmForm | None = None):
        """Says once more what will happen to the comments, withdrawn or kept as chosen."""
        chosen = EraseForm(self.request.POST)
        if not chosen.is_valid():
            return self.show(email)
        keep, found = chosen.cleaned_data["keep"], personal_data.found(email)
        if not found:
            return self.show(email)
        context = self.get_context_data(
            found=found,
            keep=keep,
            confirm_form=form
            or ConfirmForm(initial={"email": found.email, "keep": "yes" if keep else "no"}),
            there_is=summary.there_is(found),
            will=summary.will(found, keep),
            will_not=summary.will_not(found, keep),
        )
        return self.render_to_response(context, status=422 if form else 200)

    def erase(self, email: str):
        form = ConfirmForm(self.request.POST)
        if not form.is_valid():
            return self.confirm(email, form)
        keep = form.cleaned_data["keep"]
        try:
            counts = personal_data.erase(email, keep, user=self.request.user)
        except personal_data.StillWriting as still:
            messages.warning(
                self.request,
                f"{summary.done(still.counts, keep)} {still} "
                + _("What is left is shown below. Please erase once more."),
            )
            return self.show(email, status=409)
        if counts:
            messages.success(self.request, summary.done(counts, keep))
        else:
            messages.warning(self.request, _("Nothing was stored about this address any more."))
        return redirect("comments_personal_data")


class PersonalDataItem(MenuItem):
    """The link in the settings menu."""

    def is_shown(self, request):
        return permissions.moderates_all(request.user)


@hooks.register("register_settings_menu_item")
def item():
    return PersonalDataItem(
        PersonalDataView.page_title,
        reverse("comments_personal_data"),
        name="personal-data",
        icon_name="user",
        order=1000,
    )


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("discussion/personal-data/", PersonalDataView.as_view(), name="comments_personal_data")
    ]


@hooks.register("register_log_actions")
def register(actions):
    @actions.register_action("comments.erase")
    class Formatter(LogFormatter):
        label = gettext_lazy("Personal data erased")

        def format_message(self, entry):
            done = summary.done(entry.data, entry.data.get("kept", False))
            by = {
                "command": _("By an operator."),
                "commenter": _("By the owner of the address."),
            }.get(entry.data.get("by"))
            return f"{done} {by}" if by else done
