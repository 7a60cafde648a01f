"""Django's one site row follows Wagtail's default site, so no link ever says example.com."""

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from django.db import DatabaseError
from wagtail.models import Site


def follow(sender, **kwargs) -> None:
    """Copies the host and the name of the default site."""
    try:
        site = Site.objects.filter(is_default_site=True).first()
    except DatabaseError:  # the first migration runs before the table exists
        return
    if site is None:
        return
    host = settings.SITE_URL.partition("://")[2] or site.hostname
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID, defaults={"domain": host[:100], "name": (site.site_name or host)[:50]}
    )
    DjangoSite.objects.clear_cache()
