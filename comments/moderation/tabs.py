"""The tabs of the moderators' queue: which comments are in each, and how many."""

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
#: Who waits longest comes first; of what is decided, the latest.
OLDEST_FIRST = ("held", "reported")
#: Counting further would take longer the more there is, and tells nobody more.
MOST_COUNTED = 10_000
#: The same for what filters leave, where each comment has to be looked at.
MOST_LISTED = 500


def tab_of(data: QueryDict) -> str:
    return data.get("status") if data.get("status") in TABS else "held"


def in_tab(comments: QuerySet, tab: str, by_index: bool = True) -> QuerySet:
    """The comments of a tab. What its author took back is nobody's to decide.

    Not *by index* where something else leaves few of them: SQLite would go through the whole tab.
    """
    # IN, because SQLite takes the index for it, and not for NOT.
    comments = comments.filter(withdrawn__in=[False])
    status = Status.PUBLISHED if tab == "reported" else tab
    if tab == "reported":
        comments = comments.filter(reported_at__isnull=False)
    if by_index:
        return comments.filter(status=status)
    return comments.alias(any_status=Coalesce("status", Value(""))).filter(any_status=status)


def upto(comments: QuerySet, most: int) -> int:
    """How many, counted no further than *most*."""
    return comments.order_by().values("pk")[:most].count()


def counts(comments: QuerySet, tabs=tuple(TABS)) -> dict[str, int]:
    """How many are in each of the tabs, counted as far as ``MOST_COUNTED``."""
    return {tab: upto(in_tab(comments, tab), MOST_COUNTED) for tab in tabs}


def usual_order(tab: str) -> list[str]:
    if tab == "reported":
        return ["reported_at", "pk"]
    return ["posted_at", "pk"] if tab in OLDEST_FIRST else ["-posted_at", "-pk"]
