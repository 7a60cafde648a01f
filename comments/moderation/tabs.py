"""The tabs of the moderators' queue: their comments, and the number of these."""

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..models import Status

#: The tabs, in the order in which moderators need them.
TABS = {
    "held": _("Held"),
    "reported": _("Reported"),
    "published": _("Published"),
    "spam": _("Spam"),
    "removed": _("Removed"),
}
#: In these tabs the oldest comment comes first; in the others the latest.
OLDEST_FIRST = ("held", "reported")
#: Counting stops here, because a larger number takes long and helps nobody.
MOST_COUNTED = 10_000
#: The same for filtered lists, where the database reads each comment.
MOST_LISTED = 500


def tab_of(data: QueryDict) -> str:
    tab = data.get("status")
    return tab if tab in TABS else "held"


def in_tab(comments: QuerySet, tab: str, by_index: bool = True) -> QuerySet:
    """The comments of a tab, without withdrawn ones, which need no decision.

    Pass ``by_index=False`` if another condition leaves few comments: with the index, SQLite would
    read the whole tab.
    """
    # SQLite uses the index for IN, and not for NOT.
    comments = comments.filter(withdrawn__in=[False])
    status = Status.PUBLISHED if tab == "reported" else tab
    if tab == "reported":
        comments = comments.filter(reported_at__isnull=False)
    if by_index:
        return comments.filter(status=status)
    return comments.alias(any_status=Coalesce("status", Value(""))).filter(any_status=status)


def upto(comments: QuerySet, most: int) -> int:
    """The number of comments, counted up to *most*."""
    return comments.order_by().values("pk")[:most].count()


def counts(comments: QuerySet) -> dict[str, int]:
    """The number of comments in each tab, counted up to ``MOST_COUNTED``."""
    return {tab: upto(in_tab(comments, tab), MOST_COUNTED) for tab in TABS}


def shown(count: int) -> str:
    return f"{count:,}{'+' if count >= MOST_COUNTED else ''}"


def usual_order(tab: str) -> list[str]:
    if tab == "reported":
        return ["reported_at", "pk"]
    return ["posted_at", "pk"] if tab in OLDEST_FIRST else ["-posted_at", "-pk"]
