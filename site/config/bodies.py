"""Refuses what no form of an address can hold: it would cost memory or disk, and come back in the answer."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from comments import cookies

#: Bytes that a visitor without an account may send: a comment, however its letters are written, with
#: some room for the sentence that says how much too long it is; and any other form. ``deploy/nginx.conf``
#: has the larger one too.
COMMENT, OTHER = 1024 * 1024, 16 * 1024


def most(request) -> int:
    """The bytes that may be sent to this address by whoever sends them. The account is asked about last."""
    if request.path.startswith(cookies.PATH):
        return COMMENT
    if _length(request) <= OTHER or not request.user.is_authenticated:
        return OTHER
    below_admin = request.path.startswith(reverse("wagtailadmin_home"))
    if below_admin and request.user.has_perm("wagtailadmin.access_admin"):
        # An editor's article is long, and files come with a form around them.
        largest = max(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return largest + COMMENT
    return COMMENT


def _length(request) -> int:
    # A body that does not tell its length is not read at all (see WSGIRequest).
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


class BodyMiddleware:
    """Refuses a large body before anything reads it. gunicorn's worker takes the rest off the line."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _length(request) <= most(request):
            return self.get_response(request)
        response = render(request, "too_large.html", status=413)
        add_never_cache_headers(response)
        return response
