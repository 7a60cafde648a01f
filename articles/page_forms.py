"""The forms in which editors write and copy pages."""

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm

from .addresses import refuse_taken


class SitePageForm(WagtailAdminPageForm):
    """Wagtail's form, which refuses an address that no reader would reach."""

    def _post_clean(self):
        # Here the page has its slug, whether typed or made from the title.
        super()._post_clean()
        if self.instance.slug and self.parent_page and "slug" not in self.errors:
            try:
                refuse_taken(self.parent_page, self.instance.slug)
            except ValidationError as error:
                self.add_error("slug" if "slug" in self.fields else None, error)


class SiteCopyForm(CopyForm):
    """Wagtail's form, which refuses an address that no reader would reach."""

    def clean(self):
        cleaned = super().clean()
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        if slug := cleaned.get("new_slug"):
            try:
                refuse_taken(parent, slug)
            except ValidationError as error:
                self.add_error("new_slug", error)
        return cleaned
