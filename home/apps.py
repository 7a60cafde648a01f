from functools import lru_cache

from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import trans_real


class HomeConfig(AppConfig):
    """The home page, the standard pages, and the settings of the site."""

    name = "home"

    def ready(self):
        from page_cache.invalidating import drop_everything_on_change

        from .models import SiteSettings

        drop_everything_on_change(SiteSettings)
        # A page of comments has hundreds of sentences. Django looks for each in the catalogues of
        # all apps, one after the other, and an English sentence is in none of them.
        language = trans_real.translation(settings.LANGUAGE_CODE)
        language.gettext = lru_cache(maxsize=4096)(language.gettext)
