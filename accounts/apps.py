from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from mfa.apps import TwoFactorConfig


class AccountsConfig(AppConfig):
    """Signing in, and what keeps others from doing it in somebody's place."""

    name = "accounts"
    default = True
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("accounts")

    def ready(self):
        from . import failures, forms, signed_in

        failures.connect()
        forms.connect()
        signed_in.connect()


class KeysConfig(TwoFactorConfig):
    """The package of the second factor, without its pages for Django's own admin, which the site has not."""

    default = False

    def ready(self):
        pass
