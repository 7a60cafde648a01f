"""The forms in which editors upload pictures and documents, and change authors."""

from itertools import chain, count

from django import forms
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.documents.forms import BaseDocumentForm

from pictures.forms import ReadableImageForm

from . import document_files
from .models import Author
from .slugs import slug_for
from .tagging import TagField


class WholeTags:
    """Mixin for Wagtail's forms of pictures and documents, which name the field for tags."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if known := self.fields.get("tags"):
            self.fields["tags"] = TagField(
                label=known.label, help_text=known.help_text, required=known.required
            )


class DocumentForm(WholeTags, BaseDocumentForm):
    """Wagtail's form for documents, which keeps the names of tags whole and looks into the file."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            document_files.check(file)
        return file


class PictureForm(WholeTags, ReadableImageForm):
    """The form for pictures, which keeps the names of tags whole."""


class AccountField(forms.ModelChoiceField):
    """A choice of accounts, by their holders' names and by what they sign in with."""

    def label_from_instance(self, user) -> str:
        name, username = user.get_full_name(), user.get_username()
        return f"{name} ({username})" if name else username


class AuthorForm(WagtailAdminModelForm):
    """An author, with the account that is theirs."""

    class Meta(WagtailAdminModelForm.Meta):
        field_classes = {"user": AccountField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False  # it comes from the name
        users = get_user_model()
        # People who work in this admin, and the one who is chosen already.
        may = users.objects.with_perm("wagtailadmin.access_admin").values("pk")
        found = users.objects.filter(Q(pk__in=may) | Q(pk=self.instance.user_id))
        self.fields["user"].queryset = found.order_by(
            "first_name", "last_name", users.USERNAME_FIELD
        )

    def clean_slug(self):
        """The address, which an author without one gets from the name."""
        slug, name = self.cleaned_data["slug"], self.cleaned_data.get("name")
        if slug or not name:
            return slug
        base = slug_for(name)
        others = Author.objects.exclude(pk=self.instance.pk).filter(slug__startswith=base)
        taken = set(others.values_list("slug", flat=True))
        return next(made for made in chain([base], _numbered(base)) if made not in taken)


def _numbered(base: str):
    return (f"{base}-{number}" for number in count(2))
