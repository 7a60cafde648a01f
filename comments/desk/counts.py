"""How much waits for a moderator: the badge, the dashboard and the mails say the same."""

from .. import permissions
from ..models import ReaderComment, Status

#: Nobody needs to know more exactly, and counting all of a raid would take long.
COUNTED = 1000


def waiting(user) -> dict:
    """What waits for this user: held comments, reported ones, and since when the oldest waits.

    A number above ``COUNTED`` means: more than that.
    """
    theirs = permissions.moderated_by(user).order_by()
    held = theirs.filter(status=Status.HELD)
    reported = theirs.filter(status=Status.PUBLISHED, reported_at__isnull=False)
    return {"waiting": upto(held), "reported": upto(reported), "oldest": oldest(held)}


def upto(comments) -> int:
    """How many, counted no further than one above ``COUNTED``."""
    return comments.order_by().values("pk")[: COUNTED + 1].count()


def oldest(held):
    """When the one that has waited longest was sent."""
    return held.order_by("posted_at").values_list("posted_at", flat=True).first()


def shown(number: int) -> str:
    return f"{COUNTED:,}+" if number > COUNTED else f"{number:,}"


def newest_held(comments, number: int) -> list[ReaderComment]:
    """The held ones that came last, with their articles and reasons."""
    return list(
        comments.filter(status=Status.HELD)
        .select_related("page")
        .prefetch_related("findings")
        .order_by("-posted_at", "-pk")[:number]
    )
