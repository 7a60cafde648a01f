from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Running the site: preparing it, serving it, its worker, its health checks."""

    name = "operations"

    def ready(self):
        from django.conf import settings

        from . import checks  # noqa: F401

        if settings.SENTRY_DSN:
            from . import errors

            errors.start()
