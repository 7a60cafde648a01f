from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    """The site's search."""

    name = "search"

    def ready(self):
        from . import signals

        signals.connect()
        post_migrate.connect(signals.empty_index, sender=self)
