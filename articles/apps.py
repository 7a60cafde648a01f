from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Questions and answers: topics, articles, their authors and their blocks."""

    name = "articles"

    def ready(self):
        from . import invalidation, signals, tagging  # noqa: F401
        from .many import copying, objects, pages  # noqa: F401

        invalidation.connect()
        tagging.register()
