"""The forms in which editors upload pictures and change authors."""

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """Wagtail's form, with a clear message for a file that is cut off."""

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
                raise ValidationError(
                    _(
                        "This picture is damaged or incomplete: it breaks off in the middle. Please "
                        "export it again, or choose another."
                    )
                ) from error

        field.to_python = readable


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
