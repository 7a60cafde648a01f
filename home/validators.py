"""The forms in which telephone numbers are written."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

phone_number = RegexValidator(
    r"^\+?[\d\s().\-/]{5,30}$",
    _("Write the number with digits, spaces, brackets and dashes, for instance +1 (213) 555-0101."),
)

international_number = RegexValidator(
    r"^\+(?:[\s().\-/]*\d){8,15}[\s().\-/]*$",
    _("Write the number with its country code, a plus and 8 to 15 digits: +1 (213) 555-0101."),
)
