"""Refuses what no form for visitors can hold: it would cost memory, and come back in the answer."""

from django.conf import settings
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from comments import cookies

#: Bytes that a visitor without an account may send: a comment, however its letters are written, with
#: some room for the sentence that says how much too long it is; and any other form.
COMMENT, OTHER = 1024 * 1024, 16 * 1024
CHUNK = 64 * 1024


class BodyMiddleware:
    """Refuses a large body before anything keeps it.

    Who is signed in may send more: an editor's article is long. Django has a limit for that.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        most = COMMENT if request.path.startswith(cookies.PATH) else OTHER
        # A body that does not tell its length is not read at all (see WSGIRequest).
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) <= most or request.user.is_authenticated:
            return self.get_response(request)
        # A browser reads the answer when it has sent everything, and tells of a broken connection else.
        for _ in range(settings.DATA_UPLOAD_MAX_MEMORY_SIZE // CHUNK):
            if not request.read(CHUNK):
                break
        response = render(request, "too_large.html", status=413)
        add_never_cache_headers(response)
        return response
