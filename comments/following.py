"""Who is told of what by email, and how somebody shows that an address is theirs."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import pre_delete
from django.utils import timezone

from . import limits, locks, outbox, own
from .models import Commenter, Follow, Kind, Mail, ReaderComment, Scope, State, Status
from .models.mail import hash_token
from .signals import status_changed


class TooMany(Exception):
    """As many mails as are good for anybody have gone out already; a sentence for the reader."""


#: From the closest to the widest: somebody with several follows is told for the closest reason.
CLOSENESS = [Scope.REPLIES, Scope.THREAD, Scope.PAGE]
#: Somebody who sees a slip and undoes it within this time causes no mail about it.
SECOND_THOUGHTS = timedelta(minutes=2)


def follow(commenter: Commenter, page, scope: str, comment=None, active=False) -> Follow:
    """Notes the wish. It counts at once where the address is known to be the reader's own."""
    if scope == Scope.THREAD and comment is not None:
        comment = ReaderComment(pk=comment.thread_id)
    wish, _ = Follow.objects.get_or_create(
        commenter=commenter,
        page=page,
        scope=scope,
        comment_id=None if scope == Scope.PAGE else comment.pk,
    )
    if active and not wish.active:
        wish.active = True
        wish.save(update_fields=["active"])
    return wish


def ask_to_confirm(commenter: Commenter, network: str, comment=None, wish=None) -> bool:
    """Has the owner of an address asked whether comment and wish are theirs.

    With neither it is a link to the page of their own that they are sent.
    False where as many mails as are good for anybody have gone out; then none is sent.
    """
    now = timezone.now()
    asked = Mail.objects.filter(kind=Kind.CONFIRM)
    day, hour = now - timedelta(days=1), now - timedelta(hours=1)
    if (
        asked.filter(commenter=commenter, created_at__gt=day).count()
        >= limits.limit("confirm_address")
        or asked.filter(network_hash=network, created_at__gt=hour).count()
        >= limits.limit("confirm_network")
        or asked.filter(created_at__gt=hour).count() >= limits.limit("confirm_total")
    ):
        return False
    outbox.put(
        Kind.CONFIRM, commenter=commenter, comment=comment, follow=wish, network_hash=network
    )
    return True


def question(token: str) -> Mail | None:
    """The mail that a confirmation link came in."""
    return (
        Mail.objects.filter(kind=Kind.CONFIRM, token_hash=hash_token(token))
        .select_related("commenter", "comment__page", "follow__page")
        .first()
    )


@transaction.atomic
def confirm(mail: Mail) -> bool:
    """The owner of the address says yes: comment and wish count from now on. False if they had."""
    from .posting import settle

    if mail.comment_id:
        locks.discussions([mail.comment.page_id])
    elif mail.is_request:
        locks.discussions(own.unclaimed(mail.commenter).order_by().values("page_id"))
    locks.commenters(Commenter.objects.filter(pk=mail.commenter_id))
    if not Mail.objects.filter(pk=mail.pk, used_at=None).update(used_at=timezone.now()):
        return False
    Commenter.objects.filter(pk=mail.commenter_id, confirmed_at=None).update(
        confirmed_at=timezone.now()
    )
    if mail.follow:
        # Whoever asks for mail again wants it again.
        Commenter.objects.filter(pk=mail.commenter_id).update(muted_at=None)
    if mail.comment_id:
        comment = ReaderComment.objects.select_related("page").get(pk=mail.comment_id)
        comment.verified = True
        settle(comment)
    if mail.follow:
        Follow.objects.filter(pk=mail.follow_id).update(active=True)
    if mail.is_request:
        own.claim(mail.commenter)
    return True


def notices_of(comment: ReaderComment) -> list[Mail]:
    """A notice for everybody who follows what this comment belongs to, one each."""
    if comment is None or comment.status != Status.PUBLISHED:
        return []
    follows = (
        Follow.objects.filter(page_id=comment.page_id, active=True)
        .filter(
            Q(scope=Scope.PAGE)
            | Q(scope=Scope.THREAD, comment_id=comment.thread_id)
            | Q(scope=Scope.REPLIES, comment_id=comment.in_reply_to_id or 0)
        )
        .filter(commenter__confirmed_at__isnull=False, commenter__muted_at=None)
        .exclude(commenter_id=comment.commenter_id)
    )
    closest: dict[int, Follow] = {}
    for wish in sorted(follows, key=lambda wish: CLOSENESS.index(wish.scope), reverse=True):
        closest[wish.commenter_id] = wish
    return [
        Mail(kind=Kind.NOTICE, commenter_id=commenter_id, comment=comment, follow=wish)
        for commenter_id, wish in sorted(closest.items())
    ]


def _on_change(sender, comment: ReaderComment, was: str | None, first_time: bool, **kwargs):
    """A comment becomes visible for the first time, or one that waited is decided."""
    if first_time:
        if Follow.objects.filter(page_id=comment.page_id, active=True).exists():
            outbox.put(Kind.ANNOUNCE, comment=comment)
    elif comment.status == Status.PUBLISHED:
        outbox.put_again(comment)
    if comment.verified and not comment.withdrawn and _is_outcome(comment, was):
        # One that waits will say what the status is by then.
        Mail.objects.get_or_create(
            kind=Kind.OUTCOME,
            commenter_id=comment.commenter_id,
            comment=comment,
            state=State.WAITING,
            defaults={"due_at": timezone.now() + SECOND_THOUGHTS},
        )


def _is_outcome(comment: ReaderComment, was: str | None) -> bool:
    """Whether its author should hear: it had waited, or was taken down with a word to them."""
    if was == Status.HELD:
        return comment.status in (Status.PUBLISHED, Status.REMOVED, Status.SPAM)
    return was == Status.PUBLISHED and bool(comment.told)


def _on_end(sender, instance: Follow, origin=None, **kwargs):
    """Nobody is asked any more about a wish that is gone; its mail would be about nothing."""
    locks.before_page_deletion(origin)
    locks.mails(Mail.objects.filter(follow_id=instance.pk))
    Mail.objects.filter(
        kind=Kind.CONFIRM, follow_id=instance.pk, comment=None, used_at=None
    ).delete()


pre_delete.connect(_on_end, sender=Follow, dispatch_uid="comments.following.end")
status_changed.connect(_on_change, sender=ReaderComment, dispatch_uid="comments.following")
