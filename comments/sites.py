"""Django's one site row follows Wagtail's default site, so no link ever says example.com."""

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from django.db import DatabaseError
from wagtail.models import Site


def follow(sender, **kwargs) -> None:
    """Copies host and name."""
    try:
        site = Site.objects.filter(is_default_site=True).first()
    except DatabaseError:  # during the first migration there is no such table yet
        return
    if site is None:
        return
    host = settings.SITE_URL.partition("://")[2] or site.hostname
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID, defaults={"domain": host[:100], "name": (site.site_name or host)[:50]}
    )
    DjangoSite.objects.clear_cache()
