"""The mail with which the owner of an address confirms it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import limits, locks
from ..models import Commenter, Mail, MailKind, MailState, ReaderComment, Status
from ..models.commenter import mailbox_of
from ..models.mail import hash_token
from . import store

#: The mails that the worker asks for at once, in place of those that were too many before.
AT_ONCE = 100
REQUESTS = Q(comment=None, follow=None)
LATER = _(
    "We cannot send an email at the moment, because many were asked for. Please try again "
    "tomorrow: nothing is lost."
)


class TooMany(Exception):
    """Too many mails have gone out already, with a sentence for the reader."""

    def __init__(self):
        super().__init__(LATER)


@transaction.atomic
def ask_to_confirm(commenter: Commenter, network: str, comment=None, wish=None) -> bool:
    """Stores a mail that asks the owner of an address to confirm a comment and a follow.

    Without both it is the mail with the link to the commenter's own page. Returns False, and stores
    nothing, if too many mails have gone out already. Somebody who does not want to be asked gets
    none, and the answer does not tell.
    """
    if commenter.refused_at:
        return True
    locks.turn_to_ask()
    if _is_too_many(commenter, network, is_request=not (comment or wish)):
        return False
    store.put(
        MailKind.CONFIRM, commenter=commenter, comment=comment, follow=wish, network_hash=network
    )
    return True


def _is_too_many(commenter: Commenter, network: str, is_request: bool) -> bool:
    now = timezone.now()
    asked = Mail.objects.filter(kind=MailKind.CONFIRM)
    lately = asked.filter(created_at__gt=now - timedelta(hours=1))
    # Requests for one's own comments and confirmations of new ones do not spend each other's number:
    # no stranger's comments keep the owner of an address from erasing them.
    alike = asked.filter(REQUESTS) if is_request else asked.exclude(REQUESTS)
    today = alike.filter(created_at__gt=now - timedelta(days=1))
    alike = alike.filter(created_at__gt=now - timedelta(hours=1))
    # Mails that the worker dropped went to nobody: made-up addresses keep no one else from mail.
    mailbox = Q(commenter=commenter) | Q(commenter__mailbox=mailbox_of(commenter.email))
    counts = (
        ("confirm_address", today.filter(mailbox)),
        ("confirm_network", lately.filter(network_hash=network)),
        ("confirm_total", alike.exclude(state=MailState.DROPPED)),
    )
    return any(mails.count() >= limits.limit(name) for name, mails in counts)


def ask_what_waits() -> None:
    """Asks for the comments whose mail would have been one too many when they were sent."""
    asked = Mail.objects.filter(kind=MailKind.CONFIRM, comment__isnull=False)
    waiting = (
        ReaderComment.objects.filter(status=Status.UNCONFIRMED, withdrawn=False)
        .filter(commenter__isnull=False, commenter__refused_at=None)
        .exclude(pk__in=asked.values("comment"))
        .select_related("commenter")
        .order_by("pk")
    )
    for comment in waiting[:AT_ONCE]:
        with transaction.atomic():
            locks.commenters(Commenter.objects.filter(pk=comment.commenter_id))
            ask_to_confirm(comment.commenter, limits.network_hash(comment.ip_address), comment)


def is_asked(comment: ReaderComment) -> bool:
    """Whether a mail asks about the comment. Of somebody who refused to be asked nobody is told."""
    refused = comment.commenter and comment.commenter.refused_at
    return bool(refused) or comment.mails.filter(kind=MailKind.CONFIRM, used_at=None).exists()


def question(token: str) -> Mail | None:
    """The mail of a confirmation link."""
    return (
        Mail.objects.filter(kind=MailKind.CONFIRM, token_hash=hash_token(token))
        .select_related("commenter", "comment__page", "follow__page")
        .first()
    )
