"""What a door's answer has beside its page."""

from django.contrib.auth.signals import user_logged_in

from . import browsers
from .signing_in import plain


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


def _note(request, user, **kwargs) -> None:
    if request is not None:
        request.proven = user
