from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The home page, the standard pages, and the settings of the site."""

    name = "home"
