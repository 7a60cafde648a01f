from django.apps import AppConfig


class PicturesConfig(AppConfig):
    """The library of pictures: what is kept with each, and how its file becomes fit for readers."""

    name = "pictures"
    # As Wagtail's own table of images has it, whose numbers this one took over.
    default_auto_field = "django.db.models.AutoField"

    def ready(self):
        from . import files

        files.set_avif_effort()
