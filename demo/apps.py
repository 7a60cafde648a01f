from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Example content for a new site. The site works the same without it."""

    name = "demo"
