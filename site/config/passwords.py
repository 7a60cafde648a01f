"""Slows down whoever tries passwords: of accounts, of private pages and of private documents."""

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from visitors.limits import Limits
from visitors.networks import widest

WINDOW_SECONDS = 600
#: Attempts from one network (IPv4 /24, IPv6 /48) within the window, right ones among them. An operator
#: changes the number through ``PASSWORD_LIMITS``.
LIMITS = {"attempts": 30}
_limits = Limits("passwords", "PASSWORD_LIMITS", LIMITS, WINDOW_SECONDS)

#: The names of the addresses that take a password.
DOORS = {
    "wagtailadmin_login",
    "wagtailcore_login",
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
        if not _limits.exceeded("attempts", widest(request.META.get("REMOTE_ADDR"))):
            return None
        response = render(request, "too_many_passwords.html", {"own_search": True}, status=429)
        response["Retry-After"] = str(WINDOW_SECONDS)
        add_never_cache_headers(response)
        return response
