"""The second factor: codes of an authenticator, passkeys, recovery codes. The package ``django-mfa3`` does the work."""

import secrets
import time

import pyotp
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from mfa import views
from mfa.methods import recovery, totp
from mfa.models import MFAKey
from mfa.settings import SITE_TITLE
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from . import browsers, limits
from .models import SignInRules
from .signing_in import in_words, plain

#: Whoever has given a password has so many seconds for the rest.
PATIENCE = 600
#: Of a person: authenticators and passkeys together, and codes for the day when they are lost.
MOST_KEYS, CODES = 10, 8
NAMES = {
    "FIDO2": gettext_lazy("Passkey"),
    "TOTP": gettext_lazy("Authenticator"),
    "recovery": gettext_lazy("Recovery code"),
}


class _Page:
    """A page of a person's account in the admin."""

    extra_context = {"page_title": gettext_lazy("Second factor"), "header_icon": "lock"}


def is_missing(request) -> bool:
    """Whether this person has to have a second factor, and has none."""
    return SignInRules.demand(request.user) and not request.user.mfakey_set.exists()


class RecoveryCodes:
    """Codes that are good for once. The package has one, as slow to check as a password."""

    name = recovery.name

    @staticmethod
    def new() -> str:
        letters = "".join(
            secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _number in range(12)
        )
        return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"

    @staticmethod
    def hashed(code: str) -> str:
        # Nobody guesses 59 bits, so that the pause which passwords need is not needed.
        return PBKDF2PasswordHasher().encode(code, secrets.token_hex(8), iterations=1000)

    @staticmethod
    def authenticate_begin(user):
        return None, None

    def authenticate_complete(self, state, user, code):
        for key in user.mfakey_set.filter(method=self.name):
            fits = PBKDF2PasswordHasher().verify(code.strip().lower(), key.secret)
            # Of two who send it at once, one deletes it.
            if fits and MFAKey.objects.filter(pk=key.pk).delete()[0]:
                return
        raise ValueError


class CodeView(views.MFAAuthView):
    """Asks whoever has given the password for the second factor."""

    @property
    def method(self):
        found = super().method
        return RecoveryCodes() if found is recovery else found

    def dispatch(self, request, *args, **kwargs):
        pending = request.session.get("mfa_user") or {}
        begun = pending.get("at", 0)
        if not time.time() - PATIENCE < begun <= time.time() or not self.user.is_active:
            request.session.pop("mfa_user", None)
            return redirect("wagtailadmin_login")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        has = set(self.user.mfakey_set.values_list("method", flat=True))
        others = [
            (NAMES[each], reverse("mfa:auth", args=[each]))
            for each in NAMES
            if each in has and each != self.method.name
        ]
        return super().get_context_data(**kwargs) | {"others": others}

    def complete(self, code):
        name = plain(self.user.get_username())
        whose = browsers.number(self.request, name) or f"codes {name}"
        try:
            attempt = limits.count("browser", f"code {whose}", limits.DAY)
        except limits.TooMany as refused:
            self.request.refused = refused
            raise ValidationError(in_words(limits.TooMany("codes", refused.seconds))) from refused
        try:
            super().complete(code)
        except (InvalidSignature, AttributeError, KeyError, TypeError) as error:
            raise ValueError from error  # what no browser sends
        attempt.give_back()


@method_decorator(require_admin_access, name="dispatch")
class KeysView(_Page, views.MFAListView):
    """A person's second factors."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        keys = [key for key in context["object_list"] if key.method != recovery.name]
        for key in keys:
            key.kind = NAMES[key.method]
        return context | {
            "keys": keys,
            "codes": len(context["object_list"]) - len(keys),
            "full": len(keys) >= MOST_KEYS,
            "passkeys": "FIDO2" in settings.MFA_METHODS,
            "demanded": SignInRules.demand(self.request.user),
        }


@method_decorator(require_admin_access, name="dispatch")
class NewKeyView(_Page, views.MFACreateView):
    """Adds an authenticator or a passkey."""

    def dispatch(self, request, *args, **kwargs):
        if self.method is recovery:
            return redirect("mfa:codes")
        if request.user.mfakey_set.exclude(method=recovery.name).count() >= MOST_KEYS:
            return redirect("mfa:list")
        return super().dispatch(request, *args, **kwargs)

    def begin(self):
        if self.method is not totp:
            return super().begin()
        # The package names no parameters, which pyotp 2.12 asks for.
        secret = pyotp.random_base32()
        names = {"name": self.request.user.get_username(), "issuer_name": SITE_TITLE}
        url = pyotp.TOTP(secret).provisioning_uri(**names)
        return {"url": url, "secret": secret}, secret

    def get_initial(self):
        return {"name": NAMES[self.method.name]}

    def complete(self, code):
        try:
            return super().complete(code)
        except (InvalidSignature, AttributeError, KeyError, TypeError) as error:
            raise ValueError from error  # what no browser sends

    def form_valid(self, form):
        response = super().form_valid(form)
        codes = self.request.user.mfakey_set.filter(method=recovery.name)
        return response if codes.exists() else redirect("mfa:codes")


@method_decorator([require_admin_access, never_cache], name="dispatch")
class RecoveryCodesView(_Page, TemplateView):
    """Makes codes for the day when the telephone is lost. Each is good for once, and they are shown once."""

    template_name = "mfa/recovery_codes.html"

    def post(self, request):
        codes = [RecoveryCodes.new() for _number in range(CODES)]
        with transaction.atomic():
            request.user.mfakey_set.filter(method=recovery.name).delete()
            MFAKey.objects.bulk_create(
                MFAKey(
                    user=request.user,
                    method=recovery.name,
                    name="-",
                    secret=RecoveryCodes.hashed(code),
                )
                for code in codes
            )
        return self.render_to_response(self.get_context_data(codes=codes))


class PasswordForm(forms.Form):
    """Asks for the password of whoever is signed in."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self):
        try:
            attempt = limits.count("browser", f"own {self.user.pk}", limits.DAY)
        except limits.TooMany as refused:
            raise ValidationError(in_words(refused)) from refused
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("This is not your password."))
        attempt.give_back()


@method_decorator(require_admin_access, name="dispatch")
class RemoveKeyView(_Page, views.MFADeleteView):
    """Removes a second factor. Whoever finds a computer signed in cannot do it."""

    form_class = PasswordForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form):
        response = super().form_valid(form)
        # Codes alone are for the day when the rest is lost.
        left = self.request.user.mfakey_set
        if not left.exclude(method=recovery.name).exists():
            left.all().delete()
        messages.success(self.request, _("“%(name)s” was removed.") % {"name": self.object.name})
        return response
