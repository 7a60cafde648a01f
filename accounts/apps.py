from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Signing in, and what keeps others from doing it in somebody's place."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("accounts")

    def ready(self):
        from . import failures, forms

        failures.connect()
        forms.connect()
