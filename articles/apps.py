from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """Questions and answers: topics, articles, their authors and their blocks."""

    name = "articles"

    def ready(self):
        from . import signals  # noqa: F401
