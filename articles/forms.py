"""Uploading pictures."""

from django.core.exceptions import ValidationError
from wagtail.images.forms import BaseImageForm


class PictureForm(BaseImageForm):
    """Wagtail's form, with a word for a file that breaks off in the middle."""

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
                    "This picture is damaged or incomplete: it breaks off in the middle. Please "
                    "export it again, or choose another."
                ) from error

        field.to_python = readable
