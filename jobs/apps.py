from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work on many rows, which the worker does one after the other."""

    name = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
