from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    """Keeps public pages ready to send, and drops them when something that they show changes."""

    name = "page_cache"
    default_auto_field = "django.db.models.BigAutoField"
