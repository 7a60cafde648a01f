from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RestoringConfig(AppConfig):
    """Deleted pages: kept for a while, and brought back."""

    name = "restoring"
    verbose_name = _("deleted pages")

    def ready(self):
        from . import jobs, keeping  # noqa: F401

        keeping.connect()
