"""Counts the comments that wait: the badge, the dashboard and the mails show the same numbers."""

from .. import permissions
from ..models import ReaderComment
from .tabs import in_tab

#: Counting stops here: nobody needs a larger number, and counting a whole raid takes long.
COUNTED = 1000


def held_for(user):
    """The held comments that this user may decide."""
    return in_tab(permissions.moderated_by(user), "held")


def held_number(request) -> int:
    """The number of held comments, counted once for each request."""
    if not hasattr(request, "comments_held"):
        request.comments_held = upto(held_for(request.user))
    return request.comments_held


def waiting(user, number: int | None = None) -> dict:
    """The held and reported comments for this user, counted, and the date of the oldest.

    A number above ``COUNTED`` means: more than that. ``number`` is that of the held ones, where it
    is known.
    """
    held = held_for(user)
    reported = in_tab(permissions.moderated_by(user), "reported")
    # The order leads the database to the index of reported comments.
    reported = reported.order_by("reported_at")
    return {
        "waiting": upto(held) if number is None else number,
        "reported": upto(reported),
        "oldest": oldest(held),
    }


def upto(comments) -> int:
    """The number of comments, counted up to one above ``COUNTED``."""
    return comments.values("pk")[: COUNTED + 1].count()


def oldest(held):
    """The date of the comment that has waited longest."""
    return held.order_by("posted_at").values_list("posted_at", flat=True).first()


def shown(number: int) -> str:
    return f"{COUNTED:,}+" if number > COUNTED else f"{number:,}"


def newest(comments, number: int) -> list[ReaderComment]:
    """The newest comments, with their articles and findings."""
    return list(
        comments.select_related("page")
        .prefetch_related("findings")
        .order_by("-posted_at", "-pk")[:number]
    )
