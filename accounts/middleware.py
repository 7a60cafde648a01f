"""What a door's answer has beside its page."""

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.shortcuts import redirect
from django.urls import reverse

from . import browsers, second_factor
from .signing_in import plain

#: Pages of the admin that its other pages need.
OPEN = {"wagtailadmin_logout", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog"}


class DoorMiddleware:
    """Says with a refusal how long to wait (429), and makes a browser known from which somebody signed in."""

    def __init__(self, get_response):
        self.get_response = get_response
        user_logged_in.connect(_note, dispatch_uid="accounts.middleware")

    def __call__(self, request):
        response = self.get_response(request)
        if refused := getattr(request, "refused", None):
            response.status_code = 429
            response["Retry-After"] = str(refused.seconds)
        if user := getattr(request, "proven", None):
            anew = getattr(request, "proven_by_mail", False)
            browsers.remember(request, response, plain(user.get_username()), anew)
        return response

    def process_view(self, request, view, arguments, options):
        """Leads those to the second factor who have to have one."""
        inside = request.path.startswith(reverse("wagtailadmin_home"))
        if not inside and request.method in ("GET", "HEAD"):
            return None
        # Whoever asks for the account makes the answer depend on cookies.
        if (
            getattr(view, "mfa_public", False)
            or settings.SESSION_COOKIE_NAME not in request.COOKIES
        ):
            return None
        if not request.user.is_authenticated:
            return None
        if request.resolver_match.url_name in OPEN or not second_factor.is_missing(request):
            return None
        return redirect("mfa:list")


def _note(request, user, **kwargs) -> None:
    if request is not None:
        request.proven = user
