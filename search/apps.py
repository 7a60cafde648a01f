from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    """The site's search."""

    name = "search"

    def ready(self):
        from . import signals

        signals.connect()
        post_migrate.connect(self.empty_index, sender=self)

    @staticmethod
    def empty_index(using, **kwargs):
        """After ``manage.py flush`` no document is left, but Django does not know the index."""
        from django.db import connections

        from .engines import engine
        from .models import Document

        if not Document.objects.using(using).exists():
            with connections[using].cursor() as cursor:
                engine().clear(cursor)
