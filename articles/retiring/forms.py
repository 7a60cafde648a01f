"""The question where the address of a page that is taken away should lead."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminPageChooser
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from ..redirecting import leads_on, own_path, page_at
from .leading import NOWHERE, Target, current, paths

PAGE, ADDRESS, NOBODY = "page", "address", "nowhere"


class WhereTo(forms.Form):
    """Asks where the addresses of some pages should lead. Whoever says nothing says nowhere."""

    leads_to = forms.ChoiceField(
        label=gettext_lazy("Where should the address lead from now on?"),
        choices=[
            (PAGE, gettext_lazy("To another page")),
            (ADDRESS, gettext_lazy("To another address")),
            (NOBODY, gettext_lazy("Nowhere")),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial=NOBODY,
        help_text=gettext_lazy(
            "Other sites, search engines and readers’ bookmarks know the address. Choose the page "
            "that answers best what they came for. “Nowhere” shows them “Page not found”."
        ),
    )
    leads_to_page = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=1),
        label=gettext_lazy("Page"),
        required=False,
        widget=AdminPageChooser,
        help_text=gettext_lazy("If that page is moved later, the address leads to its new place."),
    )
    leads_to_address = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=255,
        help_text=gettext_lazy("For instance https://example.org/answer"),
    )

    def __init__(self, *args, request, pages=(), with_below=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.pages, self.with_below = request, list(pages), with_below
        self.target = NOWHERE
        if len(self.pages) == 1 and not self.is_bound and (led := current(self.pages[0])):
            self._begin_with(led)

    def _begin_with(self, led: Redirect) -> None:
        self.initial |= {
            "leads_to": PAGE if led.redirect_page_id else ADDRESS,
            "leads_to_page": led.redirect_page_id,
            "leads_to_address": led.redirect_link,
        }

    def clean(self):
        data = super().clean()
        chosen = data.get("leads_to")
        field = {PAGE: "leads_to_page", ADDRESS: "leads_to_address"}.get(chosen)
        if field and field not in self.errors:
            try:
                self.target = self._to(data.get(field), chosen)
            except ValidationError as error:
                self.add_error(field, error)
        return data | {"target": self.target}

    def _to(self, value, chosen: str) -> Target:
        if not value:
            raise ValidationError(_("Choose a page.") if chosen == PAGE else _("Enter an address."))
        return self._to_page(value) if chosen == PAGE else self._to_address(value.strip())

    def _to_page(self, page: Page) -> Target:
        if any(self._goes(page.path, each) for each in self.pages):
            raise ValidationError(_("That page goes, too. Choose one that stays."))
        if not page.live:
            raise ValidationError(
                _("That page is not published. Choose one that readers can open.")
            )
        return Target(page=page.pk)

    def _goes(self, path: str, page: Page) -> bool:
        return path.startswith(page.path) if self.with_below else path == page.path

    def _to_address(self, address: str) -> Target:
        path = own_path(self.request, address)
        if path is None:
            URLValidator(
                schemes=["http", "https"], message=_("Enter an address that begins with https://.")
            )(address)
            return Target(address=address)
        mine = {own for _site, own in paths(*self.pages)}
        below = tuple(f"{own}/" for own in mine) if self.with_below else ()
        if path in mine or path.startswith(below):
            raise ValidationError(_("This address goes away itself, so it would lead in a circle."))
        site = Site.find_for_request(self.request)
        if page := page_at(site, path):
            return Target(page=page.pk)  # so that it follows the page when that moves
        if found := leads_on(self.request, path):
            if own_path(self.request, found.address) in mine:
                raise ValidationError(_("This address leads back to the page that goes away."))
            return self._to_address(found.address)
        return Target(address=self.request.build_absolute_uri(address))
