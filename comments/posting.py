"""Taking in a comment: every check and the insert in one transaction."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F

from .models import Discussion, DiscussionSettings, Policy, ReaderComment, Status
from .models.comment import MAX_LEVEL


class Refused(Exception):
    """A comment that cannot be taken, with a sentence for its author."""


@dataclass(frozen=True)
class Sender:
    """Who writes, and from where."""

    name: str
    email: str
    website: str = ""
    ip: str | None = None
    user: object = None


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def post(
    page,
    words: str,
    sender: Sender,
    rules: DiscussionSettings,
    parent_id=None,
    nonce: UUID | None = None,
) -> tuple[ReaderComment, str]:
    """Stores a comment, and returns it with the token that lets its author come back to it.

    The same nonce again returns the first comment, without a token. Raises ``Refused``.
    """
    Discussion.objects.get_or_create(page_id=page.pk)
    discussion = Discussion.objects.select_for_update().get(page_id=page.pk)
    discussion.page = page
    if nonce and (known := ReaderComment.objects.filter(nonce=nonce).first()):
        return known, ""
    if not discussion.is_open(rules):
        raise Refused("This discussion has been closed in the meantime.")
    answered = _answered(page, parent_id)
    parent = _parent(answered, rules.depth)
    status, reason = _judge(discussion.policy(rules), sender)
    token = secrets.token_urlsafe(16)
    comment = ReaderComment(
        page=page,
        content_type=ContentType.objects.get_for_model(type(page)),
        object_pk=str(page.pk),
        site_id=settings.SITE_ID,
        user=sender.user,
        user_name=sender.name,
        user_email=sender.email,
        user_url=sender.website,
        ip_address=sender.ip,
        comment=words,
        status=status,
        reason=reason,
        in_reply_to=answered,
        nonce=nonce,
        token_hash=hash_token(token),
    )
    if parent is not None:
        comment.parent_path = parent.path
        comment.parent_id, comment.thread_id = parent.pk, parent.thread_id
        comment.level = parent.level + 1
        root = ReaderComment.objects.filter(pk=parent.thread_id)
        root.update(replies=F("replies") + 1)
        comment.ordinal = root.values_list("replies", flat=True)[0]
    comment.save()
    return comment, token


def _answered(page, parent_id) -> ReaderComment | None:
    """The comment that is answered: on this page, and there to be read."""
    if not parent_id:
        return None
    comment = ReaderComment.objects.published().of(page).filter(pk=parent_id).first()
    if comment is None:
        raise Refused("The comment that you answer is no longer there.")
    return comment


def _parent(answered: ReaderComment | None, depth: int) -> ReaderComment | None:
    """Where the reply hangs: at the deepest level it stands beside what it answers."""
    deepest = min(depth, MAX_LEVEL) - 1
    if answered is None or answered.level < deepest:
        return answered
    if deepest <= 0:
        return None
    above = answered.ancestor_ids()[:deepest]
    return ReaderComment.objects.get(pk=above[-1])


def _judge(policy: str, sender: Sender) -> tuple[str, str]:
    """What becomes of it, and why."""
    if sender.user is not None and sender.user.has_perm("wagtailadmin.access_admin"):
        return Status.PUBLISHED, ""
    if policy == Policy.HOLD:
        return Status.HELD, "Every comment is held here."
    known = ReaderComment.objects.published().filter(user_email__iexact=sender.email)
    if policy == Policy.HOLD_FIRST and not known.exists():
        return Status.HELD, "First comment from this address."
    return Status.PUBLISHED, ""
