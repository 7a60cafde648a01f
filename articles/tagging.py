"""The field for tags in the admin's forms: a name may have commas and quotation marks.

Wagtail's own field puts names with commas into quotation marks, its script cuts them at the commas
nevertheless, and what comes back is another tag.
"""

import json

from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.admin.forms import tags
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminTagWidget

from .characters import BETWEEN_TAGS


class TagWidget(AdminTagWidget):
    """Gives the names to the script, and takes them from it, with a character that no name has."""

    def format_value(self, value):
        if value is not None and not isinstance(value, str):
            value = BETWEEN_TAGS.join(sorted(tag.name for tag in value))
        return super().format_value(value)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        key = "data-w-tag-options-value"
        options = json.loads(context["widget"]["attrs"][key])
        # Without this the script would put quotation marks around names of several words.
        options |= {"singleFieldDelimiter": BETWEEN_TAGS, "preprocessTag": None}
        context["widget"]["attrs"][key] = json.dumps(options)
        context["widget"]["help_text"] = _("A comma or the Enter key ends a tag.")
        return context


class TagField(tags.TagField):
    """Reads the names exactly as the widget shows them."""

    widget = TagWidget

    def __init__(self, *args, **kwargs):
        super().__init__(*args, strip=False, **kwargs)

    def clean(self, value):
        # The last one makes a single name a list, too.
        return super().clean(f"{value}{BETWEEN_TAGS}" if value else value)


def register() -> None:
    """Has all forms of the admin use the field."""
    register_form_field_override(
        TaggableManager,
        override=lambda field: {"form_class": TagField, "tag_model": field.related_model},
    )
