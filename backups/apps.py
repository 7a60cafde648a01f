from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    """The whole site in a copy: backups, their restoring, and the move to another database."""

    name = "backups"
    verbose_name = _("backups")
    default_auto_field = "django.db.models.BigAutoField"
