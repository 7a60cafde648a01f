"""Serves uploaded files from the site's own process, for one machine without nginx or a bucket.

Pages play videos by the address of their file. So whoever serves the file asks here whether the
collection of the video is private, as Wagtail does for other documents.
"""

import posixpath
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from django.http import Http404, HttpResponse, HttpResponseForbidden
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from whitenoise.media_types import MediaTypes
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

# Wagtail names a rendition after its filter and never changes the file under that name.
IMMUTABLE_FOLDERS = ("images/", "original_images/")
DOCUMENTS, VIDEOS = "documents/", (".mp4", ".webm")

MEDIA_TYPES = MediaTypes()


def _caching(request, path: str) -> str | None:
    """How long the file of this path may be kept, and by whom; None if the visitor may not see it."""
    if path.startswith(IMMUTABLE_FOLDERS):
        return "public, max-age=31536000, immutable"
    if not path.startswith(DOCUMENTS):
        return "public, max-age=3600"
    document = get_document_model().objects.select_related("collection").filter(file=path).first()
    if document is None:
        return None
    restrictions = document.collection.get_view_restrictions()
    if not all(restriction.accept_request(request) for restriction in restrictions):
        return None
    return "private, no-cache" if restrictions else "public, max-age=3600"


def _headers(path: str, caching: str):
    yield "Content-Type", MEDIA_TYPES.get_type(path)
    yield "Cache-Control", caching
    yield "X-Content-Type-Options", "nosniff"
    # An uploaded file that a browser opens by itself can run no script.
    yield "Content-Security-Policy", "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"


@require_safe
def serve(request, path):
    """An uploaded file, with byte ranges and 304 answers as WhiteNoise gives them."""
    # Wagtail serves documents, because it knows who may read them. Pages play videos directly.
    # "images/../documents/" would lead past what follows.
    if posixpath.normpath(path) != path:
        raise Http404(path)
    if path.startswith(DOCUMENTS) and not path.lower().endswith(VIDEOS):
        raise Http404(path)
    try:
        full_path = Path(FileSystemStorage(settings.MEDIA_ROOT).path(path))
        if not full_path.is_file():
            raise Http404(path)
    except (SuspiciousFileOperation, ValueError, OSError) as error:
        raise Http404(path) from error
    caching = _caching(request, path)
    if caching is None:
        raise Http404(path)
    file = StaticFile(str(full_path), list(_headers(path, caching)))
    return WhiteNoiseMiddleware.serve(file, request)


@require_safe
def allowed(request):
    """Tells nginx, which serves videos, whether this visitor may see the one that they ask for."""
    asked = unquote(urlsplit(request.headers.get("X-Original-URI", "")).path)
    path = asked.removeprefix(settings.MEDIA_URL)
    # nginx has resolved dots and double slashes by now. A path with such is none of a document.
    caching = _caching(request, path) if path.startswith(DOCUMENTS) else None
    if caching is None:
        return HttpResponseForbidden()
    return HttpResponse(headers={"Cache-Control": caching})
