"""The form in which pictures are uploaded and changed. It takes only what readers will see."""

from mimetypes import guess_type

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.images.forms import BaseImageForm

from .files import BROKEN_FILE, fit_for_readers, name_of, try_renditions

DAMAGED = _(
    "This picture is damaged or incomplete: it breaks off in the middle. Please export it again, or "
    "choose another."
)
TOO_MANY_PIXELS = _(
    "This picture is too large: it has %(num_pixels)s pixels, and the site takes %(max_pixels_count)s at "
    "most. Please make it smaller: 3,000 pixels are wide enough for every screen."
)
STILL = _("A moving picture is shown standing still: upload it as a video.")
UNSUITABLE = _(
    "The site cannot make this kind of picture smaller for its readers. Please export it as JPEG or "
    "PNG, or choose another."
)


class ReadableImageForm(BaseImageForm):
    """Wagtail's form, which keeps no notes of the camera's, and nothing that readers could not see."""

    class Meta(BaseImageForm.Meta):
        widgets = BaseImageForm.Meta.widgets | {
            "description": AdminAutoHeightTextInput(),
            "caption": AdminAutoHeightTextInput(),
        }

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
        field.help_text = format_lazy("{} {}", field.help_text, STILL)
        field.error_messages |= {"file_too_many_pixels": TOO_MANY_PIXELS}

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
            name = name_of(file.name, changed)
            file = SimpleUploadedFile(name, changed, guess_type(name)[0])
        try:
            try_renditions(file)
        except Exception as error:  # whatever it is, readers would see no picture
            raise ValidationError(UNSUITABLE) from error
        return file
