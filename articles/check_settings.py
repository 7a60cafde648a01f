"""The screen on which an editor-in-chief sets each check to off, advise or stop."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList

from .checks.catalogue import CHECKS, DEFAULTS, by_group
from .checks.findings import Level
from .models import CheckSettings


class _CheckSettingsForm(WagtailAdminModelForm):
    """Shows the level of each check, and stores those that differ from the list."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, level in self.instance.levels.items():
            self.initial[name] = level

    def save(self, commit=True):
        self.instance.decided = {
            name: decided
            for name, level in DEFAULTS.items()
            if (decided := self.cleaned_data[name]) and decided != level
        }
        return super().save(commit)


def _field(check) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=check.label,
        choices=Level.choices,
        required=False,  # one is always chosen; the asterisk would say nothing
        help_text=check.explanation,
        widget=forms.RadioSelect(attrs={"class": "checks-level"}),
    )


#: The list of checks decides which fields there are.
CheckSettingsForm = type(
    "CheckSettingsForm", (_CheckSettingsForm,), {name: _field(c) for name, c in CHECKS.items()}
)

CheckSettings.edit_handler = ObjectList(
    [
        HelpPanel(
            content=_(
                "Advice stands in the panel “Checks” beside an article. What stops publication is "
                "said at the field when somebody wants to publish. A draft can always be saved."
            )
        ),
        *(
            MultiFieldPanel([FieldPanel(check.name) for check in checks], heading=heading)
            for heading, checks in by_group()
        ),
        MultiFieldPanel(
            [FieldPanel("outer_links"), FieldPanel("outer_links_a_day")],
            heading=_("Links to other sites"),
        ),
    ],
    base_form_class=CheckSettingsForm,
)
