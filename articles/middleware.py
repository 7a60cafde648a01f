"""Old addresses: of single pages, and of what stands below sections that were renamed or moved."""

from urllib.parse import quote, urlsplit

from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from .redirecting import destination


class OldAddressMiddleware(RedirectMiddleware):
    """Wagtail's redirects, then those of sections; what a query says (``?page=2``) goes along."""

    def process_response(self, request, response):
        if response.status_code != 404:
            return response
        end = destination(request)
        # A redirect from a name that its page got back: a browser would follow it for ever.
        if end is None or urlsplit(end.address).path == quote(request.path):
            return response
        kind = HttpResponsePermanentRedirect if end.is_permanent else HttpResponseRedirect
        answer = kind(end.address)
        query = request.META.get("QUERY_STRING")
        # Others have their own parameters: an editor's redirect to another site stays as it is.
        is_ours = answer.url.startswith("/") or answer.url.startswith(
            request.build_absolute_uri("/")
        )
        if query and is_ours and "?" not in answer.url:
            answer["Location"] += f"?{query}"
        return answer
