"""Serves uploaded files, for one machine without nginx or a bucket, and says who may see a video."""

import posixpath
from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.models import CollectionViewRestriction
from whitenoise.media_types import MediaTypes

from .files import FilesMiddleware, ServedFile

# Wagtail names a rendition after its filter and never changes the file under that name.
IMMUTABLE_FOLDERS = ("images/", "original_images/")


DOCUMENTS = "documents/"

PUBLIC = "public, max-age=3600"
FOR_SOME = "private, no-store"

MEDIA_TYPES = MediaTypes()


def _caching(request, path: str) -> str | None:
    """The caching of a file that this visitor may see, or None.

    A video in a private collection is for those who may open its document. Pictures of private pages
    have addresses that only those pages show.
    """
    if posixpath.normpath(f"/{path}") != f"/{path}":
        return None  # another way of writing an address, past the questions below
    if path.startswith(IMMUTABLE_FOLDERS):
        return "public, max-age=31536000, immutable"
    if not is_document(path) or not CollectionViewRestriction.objects.exists():
        return PUBLIC
    document = get_document_model().objects.filter(file=path).select_related("collection").first()
    if document is None:
        return None
    restrictions = list(document.collection.get_view_restrictions())
    if not all(restriction.accept_request(request) for restriction in restrictions):
        return None
    return FOR_SOME if restrictions else PUBLIC


def is_document(path: str) -> bool:
    """Whether an uploaded file is a document, which may be for a few people alone."""
    # Some file systems make no difference between large and small letters.
    return path.lower().startswith(DOCUMENTS)


def _headers(path: str, caching: str):
    yield "Content-Type", MEDIA_TYPES.get_type(path)
    yield "Cache-Control", caching
    yield "X-Content-Type-Options", "nosniff"
    yield "Cross-Origin-Resource-Policy", "cross-origin"
    # An uploaded file that a browser opens by itself can run no script.
    yield "Content-Security-Policy", "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"


@require_safe
def serve(request, path):
    """An uploaded file, with byte ranges and 304 answers as WhiteNoise gives them."""
    # Wagtail serves documents, because it knows who may read them. Pages play videos directly.
    caching = _caching(request, path)
    if caching is None or (is_document(path) and not path.lower().endswith((".mp4", ".webm"))):
        raise Http404(path)
    try:
        full_path = Path(FileSystemStorage(settings.MEDIA_ROOT).path(path))
        if not full_path.is_file():
            raise Http404(path)
    except (SuspiciousFileOperation, ValueError, OSError) as error:
        raise Http404(path) from error
    file = ServedFile(str(full_path), list(_headers(path, caching)))
    return FilesMiddleware.serve(file, request)


@require_safe
def allowed(request, path):
    """Tells nginx, which serves the files itself, whether this visitor may see one, and its caching."""
    caching = _caching(request, path) if is_document(path) else None
    answer = HttpResponse(status=403 if caching is None else 204)
    answer["Cache-Control"] = caching or FOR_SOME
    return answer
