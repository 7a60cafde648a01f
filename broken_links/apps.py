from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BrokenLinksConfig(AppConfig):
    """Links in published pages that lead readers nowhere: found by the worker, listed in a report."""

    name = "broken_links"
    verbose_name = _("broken links")

    def ready(self):
        from . import signals  # noqa: F401
