"""The forms in which editors write and copy pages."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.utils.timestamps import render_timestamp

from .addresses import free_slug, refuse_taken
from .checks.wording import NUMBERED, UNTITLED
from .whole_forms import WHOLE, fitted

#: The address of a page with no letter in its title.
NAMELESS = "page"
#: The address of a draft as long as it has no title.
UNTITLED_SLUG = "untitled"


class SitePageForm(WagtailAdminPageForm):
    """Wagtail's form, with an address that readers reach, and a schedule that may have passed."""

    expiry = None

    def __init__(self, data=None, files=None, *args, **kwargs):
        if data and data.get(WHOLE):
            relations = [name for name in self.__class__.formsets if name != "comments"]
            data = fitted(data, kwargs["instance"], relations)
        super().__init__(data, files, *args, **kwargs)
        if "slug" in self.fields:
            # Whoever publishes right after typing the title comes before the script that fills it in.
            self.fields["slug"].required = False
        for name in self.fields.keys() & {"go_live_at", "expire_at"}:
            self.fields[name].help_text = " ".join(self._about_time(name))
            self.fields[name].error_messages["invalid"] = _(
                "This is no date and time. Write it like %(example)s."
            ) % {"example": timezone.localtime().strftime("%Y-%m-%d 09:00")}

    def _about_time(self, name: str):
        """What an editor should know beside a time of the schedule."""
        time = getattr(self.instance, name)
        if time and time < timezone.now() and not self.instance.live:
            yield passed(name) % {"time": render_timestamp(time)}
        if name == "go_live_at":  # the first of the two
            yield _("Times are those of the time zone %(zone)s. It is %(now)s there.") % {
                "zone": timezone.get_current_timezone_name(),
                "now": render_timestamp(timezone.now()),
            }

    def defer_required_fields(self):
        """A draft needs no title. What is written before it is saved as well."""
        super().defer_required_fields()
        self.fields["title"].required = False

    def restore_required_fields(self):
        super().restore_required_fields()
        self.fields["title"].required = True

    def clean_title(self):
        return self.cleaned_data["title"] or str(UNTITLED)

    def clean_slug(self):
        """The address, or the next free one like it as long as no reader can know it."""
        slug = self.cleaned_data["slug"] or self.instance.slug
        is_nameless = NUMBERED.fullmatch(slug.removeprefix(UNTITLED_SLUG))
        if not slug or (is_nameless and not self.instance.first_published_at):
            slug = self._slug_of_title()
        if slug and self.parent_page and not self.instance.first_published_at:
            return free_slug(self.parent_page, slug, self.instance)
        return slug

    def _slug_of_title(self) -> str:
        title = self.cleaned_data.get("title", "")
        if title == UNTITLED:
            return UNTITLED_SLUG
        in_any_script = getattr(settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True)
        return slugify(title, allow_unicode=in_any_script) or NAMELESS

    def clean(self):
        cleaned = super().clean()
        self.expiry = self.cleaned_data.get("expire_at")
        return cleaned

    def _post_clean(self):
        # Wagtail has refused an expiry that has passed, after ``clean``, though nothing is published.
        # The time says nothing about the text, which is to be saved.
        is_past = self.expiry and self.expiry < timezone.now()
        if is_past and self.is_deferred_validation and "go_live_at" not in self.errors:
            self.errors.pop("expire_at", None)
            self.cleaned_data["expire_at"] = self.expiry
        # From here on the page has its slug, whether typed or made from the title.
        super()._post_clean()
        if self.instance.slug and self.parent_page and "slug" not in self.errors:
            try:
                refuse_taken(self.parent_page, self.instance.slug)
            except ValidationError as error:
                self.add_error("slug" if "slug" in self.fields else None, error)


def passed(name: str) -> str:
    """The sentence about a time of the schedule that is over, with a place for ``time``."""
    if name == "expire_at":
        return _(
            "The time to take the page down, %(time)s, has passed. You can go on writing. "
            "To publish, enter a later time or none."
        )
    return _(
        "The time to go live, %(time)s, has passed without the page being published. "
        "If you publish, it is seen at once."
    )


class SiteCopyForm(CopyForm):
    """Wagtail's form, which proposes a free address, and refuses one that no reader would reach."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["new_slug"]
        field.initial = free_slug(self.page.get_parent(), field.initial)

    def clean(self):
        cleaned = super().clean()
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        if slug := cleaned.get("new_slug"):
            try:
                refuse_taken(parent, slug)
            except ValidationError as error:
                self.add_error("new_slug", error)
        return cleaned
