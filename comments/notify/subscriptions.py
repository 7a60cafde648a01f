"""Follows of discussions, and the notices for followers."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.signals import pre_delete
from django.utils import timezone

from .. import locks
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
from ..signals import status_changed
from . import store

#: From the closest to the widest: a notice names the closest of several follows.
CLOSENESS: list[str] = [FollowScope.REPLIES, FollowScope.THREAD, FollowScope.PAGE]
#: A decision that is undone within this time causes no mail.
SECOND_THOUGHTS = timedelta(minutes=2)


def follow(commenter: Commenter, page, scope: str, comment=None, active=False) -> Follow:
    """Stores a follow. It is active at once if the reader is known to own the address."""
    if scope == FollowScope.THREAD and comment is not None:
        comment = ReaderComment(pk=comment.thread_id)
    wish, is_new = Follow.objects.get_or_create(
        commenter=commenter,
        page=page,
        scope=scope,
        comment_id=None if scope == FollowScope.PAGE else comment.pk,
    )
    if active and not wish.active:
        wish.active = True
        wish.save(update_fields=["active"])
    elif not wish.active and not is_new:
        # Asked for once more: the mail that asks is one of now.
        wish.since = timezone.now()
        wish.save(update_fields=["since"])
    return wish


def notices_of(comment: ReaderComment) -> list[Mail]:
    """One notice for each follower whom this comment concerns."""
    if comment is None or comment.status != Status.PUBLISHED:
        return []
    follows = (
        Follow.objects.filter(page_id=comment.page_id, active=True)
        .filter(
            Q(scope=FollowScope.PAGE)
            | Q(scope=FollowScope.THREAD, comment_id=comment.thread_id)
            | Q(scope=FollowScope.REPLIES, comment_id=comment.in_reply_to_id or 0)
        )
        .filter(commenter__confirmed_at__isnull=False, commenter__muted_at=None)
        .exclude(commenter_id=comment.commenter_id)
    )
    closest: dict[int, Follow] = {}
    for wish in sorted(follows, key=lambda wish: CLOSENESS.index(wish.scope), reverse=True):
        closest[wish.commenter_id] = wish
    return [
        Mail(kind=MailKind.NOTICE, commenter_id=commenter_id, comment=comment, follow=wish)
        for commenter_id, wish in sorted(closest.items())
    ]


def _on_change(sender, comment: ReaderComment, from_status: str | None, first_time: bool, **kwargs):
    """Stores mails when a comment becomes visible, or when a moderator decides one that waited."""
    if first_time:
        if Follow.objects.filter(page_id=comment.page_id, active=True).exists():
            store.put(MailKind.FAN_OUT, comment=comment)
    elif comment.status == Status.PUBLISHED:
        store.put_again(comment)
    if comment.verified and not comment.withdrawn and _is_outcome(comment, from_status):
        # A mail that waits already will report the status at the time of sending.
        Mail.objects.get_or_create(
            kind=MailKind.OUTCOME,
            commenter_id=comment.commenter_id,
            comment=comment,
            state=MailState.WAITING,
            defaults={"due_at": timezone.now() + SECOND_THOUGHTS},
        )


def _is_outcome(comment: ReaderComment, from_status: str | None) -> bool:
    """Whether the author gets a mail: the comment had waited, or was taken down with a note."""
    if from_status == Status.HELD:
        return comment.status in (Status.PUBLISHED, Status.REMOVED, Status.SPAM)
    return from_status == Status.PUBLISHED and bool(comment.note_to_author)


def _on_end(sender, instance: Follow, origin=None, **kwargs):
    """Deletes the unanswered mail that asks to confirm a follow, when the follow is deleted."""
    locks.before_page_deletion(origin)
    locks.mails(Mail.objects.filter(follow_id=instance.pk))
    Mail.objects.filter(
        kind=MailKind.CONFIRM, follow_id=instance.pk, comment=None, used_at=None
    ).delete()


pre_delete.connect(_on_end, sender=Follow, dispatch_uid="comments.following.end")
status_changed.connect(_on_change, sender=ReaderComment, dispatch_uid="comments.following")
