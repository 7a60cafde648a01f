"""What the doors add to a person's account in the admin."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks

from . import stored  # noqa: F401


@hooks.register("register_account_menu_item")
def second_factor(request):
    return {
        "url": reverse("mfa:list"),
        "label": _("Second factor"),
        "help_text": _("Sign in with a code of your telephone or a passkey besides the password."),
    }


@hooks.register("register_account_menu_item")
def sign_ins(request):
    return {
        "url": reverse("sign_ins"),
        "label": _("Where you are signed in"),
        "help_text": _("See where you are signed in, and end what is not you."),
    }
