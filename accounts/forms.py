"""The forms at the doors, which say why somebody has to wait."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from wagtail.admin.forms.auth import LoginForm, PasswordChangeForm
from wagtail.admin.views.account import ChangePasswordPanel

from . import limits
from .signing_in import in_words


class _InWords:
    def get_invalid_login_error(self):
        if refused := getattr(self.request, "refused", None):
            return forms.ValidationError(in_words(refused), code="refused")
        return super().get_invalid_login_error()


class AdminSignInForm(_InWords, LoginForm):
    """Wagtail's form for the admin."""


class SiteSignInForm(_InWords, AuthenticationForm):
    """Django's form, for private pages."""


class OwnPasswordForm(PasswordChangeForm):
    """Whoever found a computer signed in does not find out the password there either."""

    def clean_old_password(self):
        try:
            attempt = limits.count("browser", f"own {self.user.pk}", limits.DAY)
        except limits.TooMany as refused:
            raise forms.ValidationError(in_words(refused), code="refused") from refused
        old = super().clean_old_password()
        attempt.give_back()
        return old


def connect() -> None:
    """Wagtail has no setting for this one."""
    ChangePasswordPanel.form_class = OwnPasswordForm
