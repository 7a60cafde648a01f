"""What an editor-in-chief has decided about the checks; the screen is ``articles/check_settings.py``."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from ..checks.catalogue import DEFAULTS
from ..checks.findings import Level


@register_setting(icon="glasses", order=20)
class CheckSettings(BaseGenericSetting):
    """What becomes of what each check finds, where that differs from the list in the code."""

    decided = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("checks")
        verbose_name_plural = _("checks")

    def __str__(self):
        return str(self._meta.verbose_name)

    @property
    def levels(self) -> dict[str, Level]:
        """The level of each check."""
        known = {
            name: Level(level)
            for name, level in self.decided.items()
            if name in DEFAULTS and level in Level.values
        }
        return DEFAULTS | known
