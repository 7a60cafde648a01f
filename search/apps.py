from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The site's search."""

    name = "search"
