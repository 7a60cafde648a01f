"""What a moderator is asked before many comments are decided."""

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from ..models import DecisionReason


class ReasonForm(forms.Form):
    """The reason, and the state of the list that the moderator agreed to."""

    listed_reason = forms.ModelChoiceField(
        DecisionReason.objects.all(),
        required=False,
        label=_("Reason"),
        empty_label=_("None"),
    )
    reason = forms.CharField(
        max_length=300,
        required=False,
        label=_("In your own words"),
        help_text=_("For the record."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    count = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_seen(self):
        seen = parse_datetime(self.cleaned_data["seen"])
        if seen is None or timezone.is_naive(seen):
            raise forms.ValidationError(_("Please begin again from the list."))
        return seen

    def clean(self):
        """Joins the listed and the typed reason; a typed note goes before the listed one."""
        data = super().clean()
        listed = data.get("listed_reason")
        reasons = [listed.text if listed else "", data.get("reason", "")]
        note_to_author = data.get("note_to_author", "") or (listed.note_to_author if listed else "")
        return data | {
            "reason": ": ".join(filter(None, reasons))[:300],
            "note_to_author": note_to_author,
        }


class ReasonAndNoteForm(ReasonForm):
    """The same, with a note to the commenters."""

    note_to_author = forms.CharField(
        max_length=300,
        required=False,
        label=_("Note to the commenters"),
        help_text=_(
            "Commenters read it beside “was not published”. Left empty: they read what belongs to "
            "the reason."
        ),
    )
    field_order = ["listed_reason", "reason", "note_to_author"]
