"""The mail with which the owner of an address confirms it."""

from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, Exists, Min, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import limits, locks, pages
from ..models import (
    Commenter,
    Follow,
    FollowScope,
    Mail,
    MailKind,
    MailState,
    ReaderComment,
    Status,
)
from ..models.commenter import mailbox_of
from ..models.mail import hash_token
from . import store

#: The mails that the worker asks for at once, in place of those that were too many before.
AT_ONCE = 100
REQUESTS = Q(comment=None, follow=None)
#: What somebody sends within this time after a mail is confirmed by the same mail.
IN_A_ROW = timedelta(hours=1)
#: The comments, and the wishes to be told, that the page behind a mail lists at most.
LISTED = 50
#: The days after which unconfirmed comments and unused addresses are deleted.
UNCONFIRMED_DAYS = 14
LATER = _(
    "We cannot send an email at the moment, because many were asked for. Please try again "
    "tomorrow: nothing is lost."
)


class TooMany(Exception):
    """Too many mails have gone out already, with a sentence for the reader."""

    def __init__(self):
        super().__init__(LATER)


class Waiting(NamedTuple):
    """What the owner of an address can confirm by the link of a mail."""

    comments: list[ReaderComment]
    follows: list[Follow]

    def is_more_than(self, mail: Mail) -> bool:
        """Whether there is more than the mail was sent about."""
        more = [comment for comment in self.comments if comment.pk != mail.comment_id]
        return bool(more) or any(wish.pk != mail.follow_id for wish in self.follows)


def waiting_with(mail: Mail) -> Waiting:
    """All that waits under the address of a mail. What the mail was sent about comes first."""
    comments = (
        ReaderComment.objects.filter(commenter=mail.commenter_id, withdrawn=False)
        .filter(Q(status=Status.UNCONFIRMED) | Q(pk=mail.comment_id))
        .annotate(page_is_public=pages.is_public(), is_other=_is_other(mail.comment_id))
        .select_related("page")
        .order_by("is_other", "pk")
    )
    follows = (
        Follow.objects.filter(commenter=mail.commenter_id, active=False)
        .filter(Q(since__gt=_lately()) | Q(pk=mail.follow_id))
        .annotate(page_is_public=pages.is_public(), is_other=_is_other(mail.follow_id))
        .select_related("page")
        .order_by("is_other", "pk")
    )
    return Waiting(list(comments[:LISTED]), list(follows[:LISTED]))


def _is_other(pk: int | None) -> Case:
    return Case(When(pk=pk or 0, then=Value(0)), default=Value(1))


def _lately():
    return timezone.now() - timedelta(days=UNCONFIRMED_DAYS)


def unanswered(commenter) -> QuerySet[Mail]:
    """The mails that ask a commenter about something, and that nobody has answered."""
    mails = Mail.objects.filter(kind=MailKind.CONFIRM, commenter=commenter, used_at=None)
    return mails.exclude(REQUESTS)


@transaction.atomic
def ask_to_confirm(
    commenter: Commenter, network: str, comment=None, wish=None, again: bool = False
) -> bool:
    """Stores a mail that asks the owner of an address to confirm a comment and a follow.

    A mail that went out a moment ago asks about these as well: there is another one only where
    the reader wants it sent ``again``. Without comment and follow it is the mail with the link to
    the commenter's own page. Returns False, and stores nothing, if too many mails have gone out
    already. Somebody who does not want to be asked gets none, and the answer does not tell.
    """
    if commenter.refused_at:
        return True
    locks.turn_to_ask()
    is_request = not (comment or wish)
    on_its_way = (MailState.WAITING, MailState.SENDING, MailState.SENT)
    if not is_request and not again:
        since = timezone.now() - IN_A_ROW
        if unanswered(commenter).filter(created_at__gt=since, state__in=on_its_way).exists():
            return True
    if _is_too_many(commenter, network, is_request):
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


def ask_what_waits(commenter: Commenter | None = None) -> None:
    """Asks for the comments and follows whose mail would have been one too many when they came.

    With a commenter it asks for theirs alone.
    """
    theirs = Q(commenter=commenter) if commenter else Q(commenter__isnull=False)
    first = _unasked_comments().filter(theirs).values("commenter").annotate(first=Min("pk"))
    chosen = list(first.order_by("first").values_list("first", flat=True)[:AT_ONCE])
    for comment in ReaderComment.objects.filter(pk__in=chosen).order_by("pk"):
        wishes = Follow.objects.filter(commenter=comment.commenter_id, comment=comment)
        _ask_later(comment.commenter_id, comment, wishes.filter(active=False).first())
    for wish in _unasked_follows().filter(theirs).select_related("comment")[:AT_ONCE]:
        own = wish.comment if wish.scope == FollowScope.REPLIES else None
        _ask_later(wish.commenter_id, own, wish)


@transaction.atomic
def _ask_later(pk: int, comment: ReaderComment | None, wish: Follow | None) -> None:
    asked = Commenter.objects.filter(pk=pk)
    if locks.commenters(asked):
        network = limits.network_hash(comment.ip_address if comment else None)
        ask_to_confirm(asked.get(), network, comment, wish)


def _covering(moment: str) -> QuerySet[Mail]:
    """The mails that ask about what their commenter sent at a moment, which is a field's name."""
    return (
        unanswered(OuterRef("commenter"))
        .exclude(state=MailState.DROPPED)
        .filter(created_at__gt=OuterRef(moment) - IN_A_ROW)
    )


def _unasked_comments() -> QuerySet[ReaderComment]:
    asked = Mail.objects.filter(kind=MailKind.CONFIRM, comment__isnull=False)
    return (
        ReaderComment.objects.filter(status=Status.UNCONFIRMED, withdrawn=False)
        .filter(commenter__isnull=False, commenter__refused_at=None)
        .exclude(pk__in=asked.values("comment"))
        .exclude(Exists(_covering("posted_at")))
        .order_by("pk")
    )


def _unasked_follows() -> QuerySet[Follow]:
    asked = Mail.objects.filter(kind=MailKind.CONFIRM, follow__isnull=False)
    stands = [Status.UNCONFIRMED, Status.HELD, Status.PUBLISHED]
    return (
        Follow.objects.filter(active=False, since__gt=_lately(), commenter__refused_at=None)
        .filter(Q(comment=None) | Q(comment__status__in=stands))
        .exclude(pk__in=asked.values("follow"))
        .exclude(Exists(_covering("since")))
        .order_by("pk")
    )


def is_asked(comment: ReaderComment) -> bool:
    """Whether a mail asks about the comment. Of somebody who refused to be asked nobody is told."""
    if comment.commenter is None:
        return False
    if comment.commenter.refused_at:
        return True
    mails = unanswered(comment.commenter)
    in_a_row = Q(created_at__gt=comment.posted_at - IN_A_ROW) & ~Q(state=MailState.DROPPED)
    return mails.filter(Q(comment=comment) | in_a_row).exists()


def wish_waits(comment: ReaderComment) -> bool:
    """Whether its author asked for mail about replies, and has not confirmed the address yet."""
    return Follow.objects.filter(
        Q(scope=FollowScope.PAGE) | Q(comment__in=[comment.pk, comment.thread_id]),
        commenter__isnull=False,
        commenter=comment.commenter_id,
        page=comment.page_id,
        active=False,
        since__gt=_lately(),
    ).exists()


def question(token: str) -> Mail | None:
    """The mail of a confirmation link."""
    return (
        Mail.objects.filter(kind=MailKind.CONFIRM, token_hash=hash_token(token))
        .select_related("commenter", "comment__page", "follow__page")
        .first()
    )
