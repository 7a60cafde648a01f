"""Addresses that no page has, but that somebody types or a machine tries."""

import unicodedata
from urllib.parse import quote

from django.http import Http404, HttpResponsePermanentRedirect


class AddressMiddleware:
    """Leads addresses in decomposed letters to the page, and answers those with a NUL.

    Files on a Mac have names in which ã is an a and a tilde, and so have links made of them. Addresses
    of pages have one letter for it. PostgreSQL takes no NUL in a query.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path:
            raise Http404
        response = self.get_response(request)
        composed = unicodedata.normalize("NFC", request.path)
        if response.status_code == 404 and composed != request.path and request.method != "POST":
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(quote(composed) + ("?" + query if query else ""))
        return response
