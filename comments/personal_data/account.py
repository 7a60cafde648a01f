"""The commenter's own page, for the owner of the address alone."""

from django.utils import timezone

from .. import pages, personal_data
from ..models import Commenter, ReaderComment
from ..numbers import parse_id

#: The number of comments on the page; the export has all of them.
SHOWN = 100


def comments(commenter: Commenter):
    """The commenter's comments of every status, the newest first."""
    return (
        commenter.comments.select_related("page")
        .annotate(page_is_public=pages.is_public())
        .order_by("-posted_at")
    )


def follows(commenter: Commenter):
    return (
        commenter.follows.filter(active=True)
        .select_related("page")
        .annotate(page_is_public=pages.is_public())
        .order_by("-since")
    )


def is_known(commenter: Commenter) -> bool:
    """Whether more is stored than the bare address, which anybody may have typed."""
    return bool(
        commenter.confirmed_at
        or commenter.muted_at
        or commenter.refused_at
        or commenter.standing
        or commenter.comments.exists()
        or commenter.follows.exists()
        or unclaimed(commenter).exists()
    )


def claim(commenter: Commenter) -> None:
    """Assigns the commenter's unclaimed comments, which may be imported, to the commenter."""
    unclaimed(commenter).update(commenter=commenter)


def unclaimed(commenter: Commenter):
    """Comments with the address of the commenter, but without a commenter."""
    return ReaderComment.objects.filter(commenter=None, user_email__iexact=commenter.email)


def act(commenter: Commenter, action: str | None, pk: str) -> bool:
    """Carries out an action of the page; False if there was nothing to do."""
    number = parse_id(pk)
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
    """Ends all mail to the commenter."""
    Commenter.objects.filter(pk=commenter.pk, muted_at=None).update(muted_at=timezone.now())


def refuse(commenter: Commenter) -> None:
    """Ends the mails that ask for a confirmation, too: strangers may type the address again and
    again."""
    mute(commenter)
    Commenter.objects.filter(pk=commenter.pk).update(refused_at=timezone.now())


def accept(commenter: Commenter) -> None:
    """Lets the site ask again."""
    Commenter.objects.filter(pk=commenter.pk).update(refused_at=None, muted_at=None)


def erase(commenter: Commenter) -> None:
    """Withdraws every comment of theirs, spam and removed ones too, and forgets the address."""
    personal_data.erase(commenter.email, keep_comments=False, by="commenter")
