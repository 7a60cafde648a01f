"""Signing in, and Wagtail's pages for new passwords with limits."""

import time

from django.http import HttpResponseRedirect
from mfa.views import LoginView
from wagtail.admin.views import account

from visitors.networks import widest

from . import recovery
from .forms import SiteSignInForm
from .limits import TooMany
from .signing_in import in_words


class _TwoSteps(LoginView):
    """Asks those for a second factor who have one."""

    def form_valid(self, form):
        response = super().form_valid(form)
        if pending := self.request.session.get("mfa_user"):
            self.request.session["mfa_user"] = pending | {"at": time.time()}
        return response


class AdminSignInView(account.LoginView, _TwoSteps):
    """Wagtail's page."""


class SiteSignInView(_TwoSteps):
    """The page for private pages, which looks like the site."""

    template_name = "wagtailcore/login.html"
    authentication_form = SiteSignInForm


class PasswordResetView(account.PasswordResetView):
    """Has the worker send the mail, and says where it was asked for too often."""

    def form_valid(self, form):
        network = widest(self.request.META.get("REMOTE_ADDR"))
        try:
            recovery.ask(form.cleaned_data["email"], network)
        except TooMany as refused:
            self.request.refused = refused
            form.add_error(None, in_words(refused))
            return self.form_invalid(form)
        return HttpResponseRedirect(self.get_success_url())


class PasswordResetConfirmView(account.PasswordResetConfirmView):
    """Lets whoever got the mail sign in from this browser, however often others have tried."""

    def form_valid(self, form):
        response = super().form_valid(form)
        self.request.proven, self.request.proven_by_mail = self.user, True
        return response
