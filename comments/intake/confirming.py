"""Confirms an address, a comment and a follow, when the owner of the address agrees."""

from django.db import transaction
from django.utils import timezone

from .. import locks
from ..models import Commenter, Follow, Mail, ReaderComment
from ..personal_data import account
from .posting import accept_confirmed


@transaction.atomic
def confirm(mail: Mail) -> bool:
    """Activates the comment and the follow of a mail; False if its link was used before."""
    if mail.comment_id:
        locks.discussions([mail.comment.page_id])
    elif mail.is_request:
        locks.discussions(account.unclaimed(mail.commenter).values("page_id"))
    locks.commenters(Commenter.objects.filter(pk=mail.commenter_id))
    if not Mail.objects.filter(pk=mail.pk, used_at=None).update(used_at=timezone.now()):
        return False
    Commenter.objects.filter(pk=mail.commenter_id, confirmed_at=None).update(
        confirmed_at=timezone.now()
    )
    if mail.follow:
        # A new follow ends a mute: the commenter wants mail again.
        Commenter.objects.filter(pk=mail.commenter_id).update(muted_at=None)
    if mail.comment_id:
        comment = ReaderComment.objects.select_related("page").get(pk=mail.comment_id)
        comment.verified = True
        accept_confirmed(comment)
    if mail.follow:
        Follow.objects.filter(pk=mail.follow_id).update(active=True)
    if mail.is_request:
        account.claim(mail.commenter)
    return True
