"""Mails to moderators about held comments: at once or once a day.

A mail is a row of the outbox, stored in the transaction that holds the comment. One row for each
moderator stands for all comments that wait when it is sent.
"""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from .. import permissions
from ..models import DiscussionSettings, Mail, MailKind, MailState, Notify, ReaderComment, Status
from ..signals import status_changed
from . import store

#: The pause between two mails to one moderator, so that a raid is one mail each time.
PAUSE = timedelta(minutes=10)
#: When the daily mail goes out, in the site's time zone.
MORNING = 7
#: A comment that a moderator held again needs no mail: the moderator has just seen it.
NEWLY_HELD = (None, Status.UNCONFIRMED, Status.PUBLISHED)


def reachable() -> QuerySet:
    return get_user_model().objects.filter(is_active=True).exclude(email="")


def moderators() -> QuerySet:
    """Users with the permission to moderate, or superusers if nobody has it."""
    may = get_user_model().objects.with_perm(permissions.MODERATE, include_superusers=False)
    enter = get_user_model().objects.with_perm(
        "wagtailadmin.access_admin", include_superusers=False
    )
    found = reachable().filter(pk__in=may.values("pk")).filter(pk__in=enter.values("pk"))
    return found if found.exists() else reachable().filter(is_superuser=True)


def next_morning() -> datetime:
    now = timezone.localtime()
    morning = now.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning > now else morning + timedelta(days=1)


def tell(comment: ReaderComment, rules: DiscussionSettings) -> None:
    """Stores a mail for each moderator who has none waiting."""
    wanted = set(moderators().values_list("pk", flat=True))
    if rules.notify_owners:
        owner = reachable().filter(pk=comment.page.owner_id)
        wanted.update(owner.values_list("pk", flat=True))
    when = next_morning() if rules.notify == Notify.DAILY else timezone.now()
    # Locked, so that the worker writes none of them before this comment is committed.
    waiting = Mail.objects.select_for_update().filter(
        kind=MailKind.DIGEST, moderator__in=wanted, state=MailState.WAITING
    )
    for mail in waiting.order_by("pk"):
        wanted.discard(mail.moderator_id)
        if mail.due_at > when and not mail.tries:
            mail.due_at = when
            mail.save(update_fields=["due_at"])
    for pk in sorted(wanted):
        store.put(MailKind.DIGEST, moderator_id=pk, due_at=when)


def too_soon(mail: Mail) -> datetime | None:
    """The end of the pause after the last mail to this moderator; None if it is over."""
    sent = Mail.objects.filter(kind=MailKind.DIGEST, moderator=mail.moderator, state=MailState.SENT)
    last = sent.order_by("-sent_at").values_list("sent_at", flat=True).first()
    return last + PAUSE if last and last + PAUSE > timezone.now() else None


def tell_again(mail: Mail) -> None:
    """Stores the next daily mail. The worker drops it if no comment waits by then."""
    daily = DiscussionSettings.objects.filter(notify=Notify.DAILY).exists()
    known = Mail.objects.filter(
        kind=MailKind.DIGEST, moderator=mail.moderator, state=MailState.WAITING
    ).exists()
    if daily and not known:
        store.put(MailKind.DIGEST, moderator=mail.moderator, due_at=next_morning())


def waiting_for(user) -> tuple[QuerySet[ReaderComment], bool]:
    """The held comments that a mail to this user reports, and whether the user may read them."""
    nothing = ReaderComment.objects.none()
    if not user.is_active or not user.email:
        return nothing, False
    wanted = DiscussionSettings.objects.exclude(notify=Notify.NEVER)
    if not wanted.exists():
        return nothing, False
    held = ReaderComment.objects.filter(status=Status.HELD)
    if permissions.moderates_all(user):
        return held, True
    if not wanted.filter(notify_owners=True).exists():
        return nothing, False
    return held.filter(page__owner=user), permissions.moderates_own(user)


def _on_change(sender, comment: ReaderComment, from_status: str | None, **kwargs):
    if comment.status != Status.HELD or from_status not in NEWLY_HELD:
        return
    site = comment.page.get_site()
    rules = DiscussionSettings.for_site(site) if site else None
    if rules and rules.notify != Notify.NEVER:
        tell(comment, rules)


status_changed.connect(_on_change, sender=ReaderComment, dispatch_uid="comments.notices")
