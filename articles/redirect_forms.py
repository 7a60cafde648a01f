"""Wagtail's form of a redirect: it refuses circles and what nobody would follow, and shortens chains."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.coreutils import get_dummy_request
from wagtail.models import Page, Site

from .redirecting import leads_on, own_path, page_at
from .retiring.leading import paths


class SiteRedirectForm(RedirectForm):
    """A redirect from one address, checked against the pages and the other redirects of its site."""

    #: Says that the target was another one, and why; the view shows it when the redirect is stored.
    shortened = ""

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        data = self.cleaned_data
        old = Redirect.normalise_path(data["old_path"])
        for site in [data["site"]] if data.get("site") else Site.objects.all():
            self._refuse_hidden(site, old)
            self._lead_straight(get_dummy_request(site=site), old, data)
        return data

    def _refuse_hidden(self, site: Site, old: str) -> None:
        if page := page_at(site, old):
            sentence = _(
                "The page “%(title)s” is published at this address. Readers see the page, so nobody "
                "would follow the redirect. Unpublish the page: you are asked there where its "
                "address should lead."
            )
            values = {"title": page.get_admin_display_title()}
            raise ValidationError({"old_path": sentence % values})

    def _lead_straight(self, request: HttpRequest, old: str, data: dict) -> None:
        page, link = data.get("redirect_page"), data.get("redirect_link")
        field = "redirect_page" if page else "redirect_link"
        if page:
            path = dict(paths(page)).get(Site.find_for_request(request).pk)
        else:
            path = own_path(request, link) if link else None
        if path is None or (page and page.live):
            return
        circle = _("This leads back to %(address)s: readers would go round in a circle.")
        if path == old:
            raise ValidationError({field: circle % {"address": old}})
        if end := leads_on(request, path, up_to=old):
            if own_path(request, end.address) == old:
                raise ValidationError({field: circle % {"address": old}})
            self._shorten(request, end.address, data, path)
        elif page:
            raise ValidationError(
                {field: _("That page is not published. Choose one that readers can open.")}
            )

    def _shorten(self, request: HttpRequest, end: str, data: dict, path: str) -> None:
        sentence = _("%(first)s is redirected itself, so the redirect leads straight to %(end)s.")
        self.shortened = sentence % {"first": path, "end": end}
        inside = own_path(request, end)
        found: Page | None = inside and page_at(Site.find_for_request(request), inside)
        data["redirect_page"] = found
        data["redirect_link"] = "" if found else request.build_absolute_uri(end)


def use() -> None:
    """Has Wagtail's views, which offer no other way, use this form, and say what it did."""
    views.RedirectForm = SiteRedirectForm  # for redirects that are imported
    for view in (views.CreateView, views.EditView):
        view.form_class = SiteRedirectForm
        view.get_success_message = _telling(view.get_success_message)


def _telling(of_wagtail):
    def get_success_message(self, *args):
        return f"{of_wagtail(self, *args)} {self.form.shortened}".strip()

    return get_success_message
