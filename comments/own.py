"""What somebody wrote and follows, for the owner of the address alone."""

from django.utils import timezone

from . import personal_data
from .models import Commenter, ReaderComment

#: Comments on the page of one's own; all of them are in the export.
SHOWN = 100


def comments(commenter: Commenter):
    """Newest first, whatever became of them."""
    return commenter.comments.select_related("page").order_by("-posted_at")


def follows(commenter: Commenter):
    return commenter.follows.filter(active=True).select_related("page").order_by("-since")


def is_known(commenter: Commenter) -> bool:
    """Whether more is stored than an address that somebody typed."""
    return bool(
        commenter.confirmed_at
        or commenter.muted_at
        or commenter.standing
        or commenter.comments.exists()
        or commenter.follows.exists()
        or unclaimed(commenter).exists()
    )


def claim(commenter: Commenter) -> None:
    """Makes comments theirs that bear the address and know no commenter, as imported ones may."""
    unclaimed(commenter).update(commenter=commenter)


def unclaimed(commenter: Commenter):
    """Comments that bear the address of a commenter and know none."""
    return ReaderComment.objects.filter(commenter=None, user_email__iexact=commenter.email)


def act(commenter: Commenter, action: str | None, pk: str) -> bool:
    """Does one of the things that the page offers; False if there was nothing to do."""
    number = int(pk) if pk.isdecimal() and len(pk) < 16 else 0
    if action == "withdraw":
        found = commenter.comments.filter(pk=number).first()
        if found:
            personal_data.withdraw(found)
        return found is not None
    if action == "stop":
        return commenter.follows.filter(pk=number).delete()[0] > 0
    if action == "mute":
        mute(commenter)
    elif action == "unmute":
        Commenter.objects.filter(pk=commenter.pk).update(muted_at=None)
    return action in ("mute", "unmute")


def mute(commenter: Commenter) -> None:
    """No more mail, whatever they follow."""
    Commenter.objects.filter(pk=commenter.pk, muted_at=None).update(muted_at=timezone.now())


def erase(commenter: Commenter) -> None:
    """Withdraws every comment of theirs, spam and removed ones too, and forgets the address."""
    personal_data.erase(commenter.email, keep_comments=False, by="commenter")
