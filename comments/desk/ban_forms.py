"""What a moderator is asked before a ban: its end, and what becomes of the other comments."""

from datetime import datetime, time, timedelta

from django import forms
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..models import Status
from ..moderation.banning import Ban, Others

#: Nobody means a ban that is longer than this and yet has an end.
MOST_YEARS = 10


class Ends(TextChoices):
    """The ends of a ban that are offered."""

    NEVER = "never", gettext_lazy("Never")
    DAY = "1", gettext_lazy("In a day")
    WEEK = "7", gettext_lazy("In a week")
    MONTH = "30", gettext_lazy("In a month")
    DATE = "date", gettext_lazy("On a date")


class BanForm(forms.Form):
    """The end of the ban, and the other comments: *counts* are their numbers by status.

    The ban of a network always ends, because network addresses change hands.
    """

    ends = forms.ChoiceField(label=gettext_lazy("The ban ends"), required=False)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )
    others = forms.ChoiceField(
        label=gettext_lazy("Their other comments"), required=False, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason, if you like"), required=False, max_length=300
    )

    def __init__(self, *args, network=False, counts=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.default = Ends.MONTH if network else Ends.NEVER
        ends = [each for each in Ends if not network or each != Ends.NEVER]
        self.fields["ends"].choices = [(each.value, each.label) for each in ends]
        self.fields["ends"].initial = self.default
        self.fields["last_day"].widget.attrs["min"] = timezone.localdate().isoformat()
        self.fields["others"].choices = Others.choices if counts is None else _offered(counts)
        self.fields["others"].initial = Others.LEAVE
        if network:
            self.fields["others"].label = _("Other comments from this network")
        #: Whether there is anything to choose.
        self.has_others = len(self.fields["others"].choices) > 1

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        if day is None or self.cleaned_data.get("ends") != Ends.DATE:
            return None
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError(_("This day has passed already."))
        if day > today + timedelta(days=366 * MOST_YEARS):
            message = _(
                "Please choose a day within the next %(years)s years, or a ban without an end."
            )
            raise forms.ValidationError(message % {"years": MOST_YEARS})
        return day

    def clean(self):
        data = super().clean()
        if data.get("ends") != Ends.DATE:
            # What stands in the field, which is hidden then, is nobody's wish.
            self.errors.pop("last_day", None)
            return data | {"last_day": None}
        if "last_day" not in self.errors and not data["last_day"]:
            self.add_error("last_day", _("Please choose the last day of the ban."))
        return data

    def ban(self) -> Ban:
        """The valid form, as the moderator's wish."""
        data = self.cleaned_data
        others = data["others"] or Others.LEAVE
        return Ban(_end(data["ends"] or self.default, data["last_day"]), others, data["reason"])


def _end(ends: str, last_day) -> datetime | None:
    if ends == Ends.NEVER:
        return None
    if ends == Ends.DATE:
        return timezone.make_aware(datetime.combine(last_day, time(23, 59)))
    # A record of decisions keeps no parts of a second.
    return timezone.now().replace(second=0, microsecond=0) + timedelta(days=int(ends))


def _offered(counts: dict[str, int]) -> list[tuple[str, str]]:
    """The choices that there are comments for, with the number of these."""
    held, published = counts[Status.HELD], counts[Status.PUBLISHED]
    offered = [(Others.LEAVE.value, str(Others.LEAVE.label))]
    if published:
        hold = ngettext(
            "Hold %(shown)s published comment", "Hold %(shown)s published comments", published
        )
        offered.append((Others.HOLD.value, hold % {"shown": f"{published:,}"}))
    if held or published:
        remove = ngettext(
            "Remove %(shown)s comment (held %(held)s, published %(published)s)",
            "Remove %(shown)s comments (held %(held)s, published %(published)s)",
            held + published,
        )
        shown = {"shown": f"{held + published:,}"}
        shown |= {"held": f"{held:,}", "published": f"{published:,}"}
        offered.append((Others.REMOVE.value, remove % shown))
    return offered
