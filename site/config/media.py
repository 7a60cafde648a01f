"""Serves uploaded files from the site's own process, for one machine without nginx or a bucket."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from django.http import Http404
from django.views.decorators.http import require_safe
from whitenoise.media_types import MediaTypes

from .files import FilesMiddleware, ServedFile

# Wagtail names a rendition after its filter and never changes the file under that name.
IMMUTABLE_FOLDERS = ("images/", "original_images/")


MEDIA_TYPES = MediaTypes()


def _headers(path: str):
    yield "Content-Type", MEDIA_TYPES.get_type(path)
    age = "31536000, immutable" if path.startswith(IMMUTABLE_FOLDERS) else "3600"
    yield "Cache-Control", f"public, max-age={age}"
    yield "X-Content-Type-Options", "nosniff"
    # An uploaded file that a browser opens by itself can run no script.
    yield "Content-Security-Policy", "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"


@require_safe
def serve(request, path):
    """An uploaded file, with byte ranges and 304 answers as WhiteNoise gives them."""
    # Wagtail serves documents, because it knows who may read them. Pages play videos directly.
    if path.startswith("documents/") and not path.lower().endswith((".mp4", ".webm")):
        raise Http404(path)
    try:
        full_path = Path(FileSystemStorage(settings.MEDIA_ROOT).path(path))
        if not full_path.is_file():
            raise Http404(path)
    except (SuspiciousFileOperation, ValueError, OSError) as error:
        raise Http404(path) from error
    file = ServedFile(str(full_path), list(_headers(path)))
    return FilesMiddleware.serve(file, request)
