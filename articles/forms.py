"""The forms in which editors upload pictures and change authors."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.forms import BaseImageForm

from .picture_files import BROKEN_FILE, fit_for_readers, try_renditions

DAMAGED = _(
    "This picture is damaged or incomplete: it breaks off in the middle. Please export it again, or "
    "choose another."
)
UNSUITABLE = _(
    "The site cannot make this kind of picture smaller for its readers. Please export it as JPEG or "
    "PNG, or choose another."
)


class PictureForm(BaseImageForm):
    """Wagtail's form, which takes only what readers will see, and keeps no notes of the camera's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields.get("file")
        if field is None:
            return
        to_python = field.to_python

        def readable(data):
            try:
                return to_python(data)
            except (OSError, SyntaxError, ValueError) as error:
                raise ValidationError(DAMAGED) from error

        field.to_python = readable

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            changed = fit_for_readers(file.read())
        except BROKEN_FILE as error:
            raise ValidationError(DAMAGED) from error
        finally:
            file.seek(0)
        if changed is not None:
            file = SimpleUploadedFile(file.name, changed, file.content_type)
        try:
            try_renditions(file)
        except Exception as error:  # whatever it is, readers would see no picture
            raise ValidationError(UNSUITABLE) from error
        return file


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
        users = get_user_model()
        # People who work in this admin, and the one who is chosen already.
        may = users.objects.with_perm("wagtailadmin.access_admin").values("pk")
        found = users.objects.filter(Q(pk__in=may) | Q(pk=self.instance.user_id))
        self.fields["user"].queryset = found.order_by(
            "first_name", "last_name", users.USERNAME_FIELD
        )
