"""How moderators hear of held comments: at once or once a day, and never more often than that.

A notice is a row of the outbox, stored in the transaction that holds the comment. One row for each
moderator stands for everything that waits by the time it is sent.
"""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone

from .. import permissions
from ..models import DiscussionSettings, Mail, MailKind, MailState, Notify, ReaderComment, Status
from ..signals import status_changed
from . import store

#: Between two mails to one moderator, whatever comes: a raid is one mail each time.
PAUSE = timedelta(minutes=10)
#: When the daily mail goes out, in the site's time zone.
MORNING = 7
#: What a moderator put back needs no mail: they have just seen it.
NEWLY_HELD = (None, Status.UNCONFIRMED, Status.PUBLISHED)


def reachable() -> QuerySet:
    return get_user_model().objects.filter(is_active=True).exclude(email="")


def moderators() -> QuerySet:
    """Whose task it is: those with the right, and superusers where nobody was given it."""
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
    """Stores a mail for everybody who is to hear of it and has none waiting already."""

    wanted = set(moderators().values_list("pk", flat=True))
    if rules.notify_owners:
        owner = reachable().filter(pk=comment.page.owner_id)
        wanted.update(owner.values_list("pk", flat=True))
    when = next_morning() if rules.notify == Notify.DAILY else timezone.now()
    # Locked, so that none of them is written before this comment can be seen.
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
    """Until when a mail to this moderator has to wait, or None."""
    sent = Mail.objects.filter(kind=MailKind.DIGEST, moderator=mail.moderator, state=MailState.SENT)
    last = sent.order_by("-sent_at").values_list("sent_at", flat=True).first()
    return last + PAUSE if last and last + PAUSE > timezone.now() else None


def tell_again(mail: Mail) -> None:
    """After a daily mail comes another one, which is dropped where nothing waits by then."""

    daily = DiscussionSettings.objects.filter(notify=Notify.DAILY).exists()
    known = Mail.objects.filter(
        kind=MailKind.DIGEST, moderator=mail.moderator, state=MailState.WAITING
    ).exists()
    if daily and not known:
        store.put(MailKind.DIGEST, moderator=mail.moderator, due_at=next_morning())


def waiting_for(user) -> tuple[QuerySet[ReaderComment], bool]:
    """The held comments that this user is to hear of, and whether they may see them."""
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
