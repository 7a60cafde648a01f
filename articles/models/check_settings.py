"""What an editor-in-chief has decided about the checks; the screen is ``articles/check_settings.py``."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from ..checks.catalogue import DEFAULTS
from ..checks.findings import Level


@register_setting(icon="glasses", order=20)
class CheckSettings(BaseGenericSetting):
    """What becomes of what each check finds, where that differs from the list in the code."""

    outer_links = models.BooleanField(
        _("look at links to other sites"),
        default=False,
        help_text=_(
            "The worker asks other sites, slowly, whether the links to them still lead somewhere. "
            "They see the address of this site. Reports → Broken links lists what they answer."
        ),
    )
    outer_links_a_day = models.PositiveSmallIntegerField(
        _("links to look at in a day"),
        default=240,
        validators=[MinValueValidator(24), MaxValueValidator(5000)],
        help_text=_("Each link is looked at about once a month."),
    )
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
