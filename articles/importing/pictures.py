"""Stores the pictures of a document, through the form by which editors upload them."""

import hashlib
import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext
from PIL import Image, UnidentifiedImageError
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.images.utils import find_image_duplicates
from wagtail.permissions import policy_registry

from .notes import Notes

MOST = 40
#: A file's name, which says nothing to people who cannot see the picture.
FILE_NAME = re.compile(
    r"\S*\.\w{3,4}|(?:img|dsc|image|picture|bild|photo)?[-_ ]?\d*", re.IGNORECASE
)


def description_of(alt: str) -> str:
    """The description that a document gives, unless it is a file's name."""
    return "" if FILE_NAME.fullmatch(alt.strip()) else alt.strip()


class PictureStore:
    """Stores pictures for one person, each once."""

    def __init__(self, user, title: str, pictures: dict[str, bytes], notes: Notes):
        self.user, self.title, self.pictures, self.notes = user, title, pictures, notes
        self.policy = policy_registry.get_by_type(get_image_model())
        self.stored: dict[str, int] = {}

    def keep(self, name: str, alt: str) -> str | None:
        """Stores the picture that the document calls ``name``; returns its key, or None."""
        data, alt = self.pictures.get(name), description_of(alt)
        collection = self.policy.collections_user_has_permission_for(self.user, "add").first()
        if not data or collection is None or len(self.stored) >= MOST:
            return None
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        if digest not in self.stored and (key := self._store(data, digest, alt, collection)):
            self.stored[digest] = key
        return str(self.stored[digest]) if digest in self.stored else None

    def _store(self, data: bytes, digest: str, alt: str, collection) -> int | None:
        model = get_image_model()
        known = find_image_duplicates(model(file_hash=digest), self.user, self.policy).first()
        if known:
            return known.pk
        try:
            kind = (Image.open(io.BytesIO(data)).format or "").lower()
        except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
            kind = ""
        number = len(self.stored) + 1
        file = SimpleUploadedFile(f"picture-{number}.{kind.replace('jpeg', 'jpg') or 'bin'}", data)
        title = alt[:200] or gettext("Picture %(number)s of “%(title)s”") % {
            "number": number,
            "title": self.title[:150],
        }
        form = get_image_form(model)(
            {"title": title, "description": alt[:255], "collection": collection.pk, "tags": ""},
            {"file": file},
            instance=model(uploaded_by_user=self.user),
            user=self.user,
        )
        if not form.is_valid():
            reasons = [error for errors in form.errors.values() for error in errors]
            self.notes.add("bad_picture", " ".join([alt, *map(str, reasons)]))
            return None
        return form.save().pk
