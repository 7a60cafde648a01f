"""The form in which editors upload pictures."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
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
