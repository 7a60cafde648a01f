"""How much waits for a moderator: the badge, the dashboard and the mails say the same."""

from .. import permissions
from ..models import ReaderComment
from .tabs import in_tab

#: Nobody needs to know more exactly, and counting all of a raid would take long.
COUNTED = 1000


def held_for(user):
    """The held comments that this user may decide."""
    return in_tab(permissions.moderated_by(user), "held")


def held_number(request) -> int:
    """How many wait, counted once for all that stands on a page."""
    if not hasattr(request, "comments_held"):
        request.comments_held = upto(held_for(request.user))
    return request.comments_held


def waiting(user) -> dict:
    """What waits for this user: held comments, reported ones, and since when the oldest waits.

    A number above ``COUNTED`` means: more than that.
    """
    held = held_for(user)
    reported = in_tab(permissions.moderated_by(user), "reported")
    # Their order leads the database to the index of the few that were reported.
    reported = reported.order_by("reported_at")
    return {"waiting": upto(held), "reported": upto(reported), "oldest": oldest(held)}


def upto(comments) -> int:
    """How many, counted no further than one above ``COUNTED``."""
    return comments.values("pk")[: COUNTED + 1].count()


def oldest(held):
    """When the one that has waited longest was sent."""
    return held.order_by("posted_at").values_list("posted_at", flat=True).first()


def shown(number: int) -> str:
    return f"{COUNTED:,}+" if number > COUNTED else f"{number:,}"


def newest(comments, number: int) -> list[ReaderComment]:
    """The ones that came last, with their articles and reasons."""
    return list(
        comments.select_related("page")
        .prefetch_related("findings")
        .order_by("-posted_at", "-pk")[:number]
    )
