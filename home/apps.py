from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The front of the site: home page, standard pages, site settings."""

    name = "home"
