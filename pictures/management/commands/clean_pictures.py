"""Takes the notes of cameras out of the pictures that were uploaded before the site did so itself."""

import io
from pathlib import PurePosixPath

from django.core.files.images import ImageFile
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.images import get_image_model

from pictures.files import BROKEN_FILE, fit_for_readers


class Command(BaseCommand):
    """Safe at any time. A picture gets a new address, so that no cache goes on with the old file."""

    help = "Takes place, camera and other notes out of the pictures that are there."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="name the pictures, no more")

    def handle(self, *, dry_run, verbosity, **options):
        changed = broken = 0
        for picture in get_image_model().objects.order_by("pk").iterator(chunk_size=100):
            try:
                with picture.open_file() as file:
                    data = fit_for_readers(file.read())
            except BROKEN_FILE as error:
                broken += 1
                self.stderr.write(
                    _("Picture %(number)s (%(title)s) cannot be read: %(error)s")
                    % {"number": picture.pk, "title": picture.title, "error": error}
                )
                continue
            if data is None:
                continue
            changed += 1
            if verbosity > 1 or dry_run:
                self.stdout.write(f"{picture.pk} {picture.title}")
            if not dry_run:
                replace(picture, data)
        if verbosity:
            words = ngettext(
                "%(count)s picture had notes.", "%(count)s pictures had notes.", changed
            )
            self.stdout.write(words % {"count": changed})
        if broken:
            raise SystemExit(1)


@transaction.atomic
def replace(picture, data: bytes) -> None:
    """Stores another file for the picture, and deletes the old one with all sizes made of it."""
    storage, old = picture.file.storage, picture.file.name
    picture.file = ImageFile(io.BytesIO(data), name=PurePosixPath(old).name)
    picture._set_image_file_metadata()
    picture.save()
    for rendition in picture.renditions.all():
        rendition.delete()  # its file too
    transaction.on_commit(lambda: storage.delete(old))
