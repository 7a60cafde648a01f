from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Running the site: preparing it, serving it, its worker, its health checks."""

    name = "operations"

    def ready(self):
        from . import checks  # noqa: F401
