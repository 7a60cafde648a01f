"""How the desk spells moments, spans of time and changes of status."""

from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from ..models import Decision, Standing, Status

STATUS = {
    Status.UNCONFIRMED: gettext_lazy("unconfirmed"),
    Status.HELD: gettext_lazy("held"),
    Status.PUBLISHED: gettext_lazy("published"),
    Status.SPAM: gettext_lazy("spam"),
    Status.REMOVED: gettext_lazy("removed"),
    Standing.NORMAL: gettext_lazy("as everybody"),
    Standing.TRUSTED: gettext_lazy("trusted"),
    Standing.WATCHED: gettext_lazy("watched"),
    Standing.BANNED: gettext_lazy("banned"),
}
#: From the largest: its seconds, and its name with a number.
UNITS = [
    (86400, ngettext_lazy("%(shown)s day", "%(shown)s days", "number")),
    (3600, ngettext_lazy("%(shown)s hour", "%(shown)s hours", "number")),
    (60, ngettext_lazy("%(shown)s minute", "%(shown)s minutes", "number")),
    (1, ngettext_lazy("%(shown)s second", "%(shown)s seconds", "number")),
]


def moment(value) -> str:
    return date_format(timezone.localtime(value), "j F Y, H:i")


def span(seconds: int | None) -> str:
    """A span of time in its two largest units, as “3 hours 12 minutes”."""
    if seconds is None:
        return ""
    parts = []
    for size, name in UNITS:
        number, seconds = divmod(seconds, size)
        if number or (parts and len(parts) < 2):
            parts.append((number, name))
        if len(parts) == 2:
            break
    shown = [_count(number, name) for number, name in parts if number]
    return " ".join(shown) or _count(0, UNITS[-1][1])


def _count(number: int, name) -> str:
    return name % {"number": number, "shown": f"{number:,}"}


def with_ends(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Adds when the bans of these decisions end, without loading what else they replaced."""
    ends = KT("details__standing__until_to")
    return decisions.annotate(ends=ends).defer("details")


def status(value: str) -> str:
    """The status of a comment or the standing of a commenter."""
    return str(STATUS.get(value, value))


def change(decision: Decision) -> str:
    """The status before and after the decision; one alone if it is the same."""
    from_status, to_status = status(decision.from_status), status(decision.to_status)
    if ends := getattr(decision, "ends", None):
        values = {"status": to_status, "moment": moment(parse_datetime(ends))}
        to_status = _("%(status)s until %(moment)s") % values
    return to_status if from_status == to_status else f"{from_status} → {to_status}"


def afterwards(decision: Decision) -> str:
    """A remark on a decision that did not last, or never counted."""
    if decision.conflict:
        return _("Somebody else was faster")
    return _("Undone") if decision.undone_at else ""
