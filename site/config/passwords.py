"""Slows down whoever tries passwords of private pages and documents.

Those of accounts are counted where Django looks at them: ``accounts.signing_in``.
"""

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from accounts import limits
from visitors.networks import widest

#: The names of the addresses that take a password.
DOORS = {
    "wagtailcore_authenticate_with_password",
    "wagtaildocs_authenticate_with_password",
}


class PasswordMiddleware:
    """Refuses further attempts of a network that made too many."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, options):
        if request.method != "POST" or request.resolver_match.url_name not in DOORS:
            return None
        try:
            limits.network_tries(widest(request.META.get("REMOTE_ADDR")))
        except limits.TooMany as refused:
            response = render(request, "too_many_passwords.html", {"own_search": True}, status=429)
            response["Retry-After"] = str(refused.seconds)
            add_never_cache_headers(response)
            return response
        return None
