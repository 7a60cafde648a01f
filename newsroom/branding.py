"""The site's name, which every page of the admin bears."""

from django.core.cache import cache
from django.db.models.signals import post_save
from django.dispatch import receiver

from home.models import SiteSettings

KEY = "newsroom.name"
#: Where processes share no cache, the others show a new name after so many seconds.
SECONDS = 60


def name() -> str:
    """The publisher's name, asked for once a minute and not for each page."""
    return cache.get_or_set(KEY, _stored, SECONDS)


def _stored() -> str:
    names = SiteSettings.objects.order_by("-site__is_default_site", "pk")
    return names.values_list("publisher_name", flat=True).first() or _default()


def _default() -> str:
    return SiteSettings._meta.get_field("publisher_name").default


@receiver(post_save, sender=SiteSettings)
def forget(**kwargs) -> None:
    cache.delete(KEY)
