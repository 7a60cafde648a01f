from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """What those who write need above the articles: roles, and review before publication."""

    name = "newsroom"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("newsroom")

    def ready(self):
        from . import explorer, filing, live_checks, notes, notifying

        explorer.connect()
        filing.connect()
        live_checks.connect()
        notes.connect()
        notifying.connect()
