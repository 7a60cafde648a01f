"""Sends the mail that is due: each at least once, and after a crash at most once more."""

import logging
import smtplib
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from database import steps

from .. import limits, locks
from ..models import Commenter, Mail, MailKind, MailState, Status
from ..notify import moderators, subscriptions
from ..signals import mail_due
from . import letters

logger = logging.getLogger(__name__)

#: The minutes until the next try after each failure. After the last one the worker gives up.
BACK_OFF_MINUTES = [1, 5, 15, 60, 240, 720]
#: A mail that has been "being sent" for longer than this lost its worker. Seconds.
ABANDONED_SECONDS = 120
#: The mails in one run of the task, so that other tasks and a stopping worker wait no longer.
RUN = 25
#: The maximum of notices in one mail.
TOGETHER = 30
KEEP_DAYS = 30
#: The old mails that one transaction deletes.
PRUNED = 500


# A higher priority than pictures, because a reader may be waiting for the mail.
@task(priority=50)
def send_mail() -> int:
    """Sends the mail that is due, and calls itself again while there is more."""
    seen = send_due()
    if seen >= RUN:
        send_mail.enqueue()
    return seen


def call_worker(sender=None, **kwargs) -> None:
    """Queues the task in the transaction that stores the mail."""
    send_mail.enqueue()


mail_due.connect(call_worker, dispatch_uid="comments.mailing.sending")


def send_due() -> int:
    """Sends one run of the mails that are due, and returns the number of messages."""
    seen = 0
    due = Mail.objects.filter(state=MailState.WAITING, due_at__lte=timezone.now())
    for pk in list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:RUN]):
        mails = _claim(pk)
        if mails:
            _send(mails)
            seen += 1
    return seen


@transaction.atomic
def _claim(pk: int) -> list[Mail]:
    """Claims a mail for this worker, and together with a notice all others to the same person."""
    known = Mail.objects.select_related("commenter", "moderator")
    mail = known.filter(pk=pk, state=MailState.WAITING).first()
    if mail is None or _must_wait(mail):
        return []
    wanted = Mail.objects.filter(pk=pk)
    if mail.kind == MailKind.NOTICE:
        waiting = Mail.objects.filter(kind=MailKind.NOTICE, commenter=mail.commenter)
        chosen = waiting.filter(state=MailState.WAITING).order_by("pk").values("pk")[:TOGETHER]
        wanted = Mail.objects.filter(pk__in=[row["pk"] for row in chosen])
    elif mail.kind == MailKind.DIGEST:
        wanted = Mail.objects.filter(kind=MailKind.DIGEST, moderator=mail.moderator)
    claim, now = uuid4().hex, timezone.now()
    ours = locks.mails(wanted.filter(state=MailState.WAITING))
    Mail.objects.filter(pk__in=ours).update(
        state=MailState.SENDING, claim=claim, claimed_at=now, handed_at=None, tries=F("tries") + 1
    )
    return list(
        Mail.objects.filter(claim=claim, state=MailState.SENDING)
        .select_related("commenter", "moderator", "comment", "comment__page", "follow__page")
        .order_by("pk")
    )


def _must_wait(mail: Mail) -> bool:
    """Whether the address has had enough mails lately; the others then come together later."""
    if mail.kind == MailKind.DIGEST:
        until = moderators.too_soon(mail)
        if until:
            Mail.objects.filter(pk=mail.pk, state=MailState.WAITING).update(due_at=until)
        return until is not None
    if mail.kind != MailKind.NOTICE:
        return False
    hour_ago = timezone.now() - timedelta(hours=1)
    times = list(
        Mail.objects.filter(kind=MailKind.NOTICE, commenter=mail.commenter, sent_at__gt=hour_ago)
        .order_by("sent_at")
        .values_list("sent_at", flat=True)
        .distinct()
    )
    if len(times) < limits.limit("notices"):
        return False
    later = locks.mails(
        Mail.objects.filter(kind=MailKind.NOTICE, commenter=mail.commenter, state=MailState.WAITING)
    )
    Mail.objects.filter(pk__in=later).update(due_at=times[0] + timedelta(hours=1))
    return True


def _send(mails: list[Mail]) -> None:
    kind = mails[0].kind
    try:
        if kind == MailKind.FAN_OUT:
            _fan_out(mails[0])
            return
        told = letters.still_true(mails)
        message = letters.write(told) if told else None
        if message is not None:
            # A worker that dies before this line has sent nothing.
            with transaction.atomic():
                locks.mails(_all(mails))
                _all(mails).update(handed_at=timezone.now())
            message.send()
    except Exception as error:
        for mail in mails:
            _postpone(mail, error)
        return
    sent = told if message is not None else []
    unsent = [mail for mail in mails if mail not in sent]
    with transaction.atomic():
        locks.mails(_all(mails))
        _mark(sent, MailState.SENT)
        _mark(unsent, MailState.DROPPED)
        if kind == MailKind.DIGEST and sent:
            moderators.tell_again(sent[0])


def _all(mails: list[Mail]):
    return Mail.objects.filter(pk__in=[mail.pk for mail in mails])


def _mark(mails: list[Mail], state: str) -> None:
    _all(mails).update(
        state=state, sent_at=timezone.now() if state == MailState.SENT else None, claim="", error=""
    )


def _fan_out(mail: Mail) -> None:
    """Stores the notices for the followers, in one transaction with the end of this row."""
    with transaction.atomic():
        notices = subscriptions.notices_of(mail.comment)
        followers = Commenter.objects.filter(pk__in=[notice.commenter_id for notice in notices])
        there = set(locks.commenters(followers))
        Mail.objects.bulk_create(
            [notice for notice in notices if notice.commenter_id in there], ignore_conflicts=True
        )
        shown = mail.comment is not None and mail.comment.status == Status.PUBLISHED
        _mark([mail], MailState.SENT if shown else MailState.DROPPED)
        call_worker()


def _postpone(mail: Mail, error: Exception) -> None:
    """Schedules another try, or gives up: after the last try, or if the server refuses the
    address."""
    refused = isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        code >= 500 for code, _ in error.recipients.values()
    )
    message = f"{type(error).__name__}: {error}"
    if mail.commenter:
        # Servers repeat the address, which must not get into the log.
        message = message.replace(mail.commenter.email, "(the address)")
    message = message[:300]
    if refused or mail.tries > len(BACK_OFF_MINUTES):
        _give_up(Mail.objects.filter(pk=mail.pk), message)
        return
    wait = timedelta(minutes=BACK_OFF_MINUTES[mail.tries - 1])
    Mail.objects.filter(pk=mail.pk).update(
        state=MailState.WAITING, due_at=timezone.now() + wait, claim="", error=message
    )


def _give_up(mails, message: str) -> None:
    for pk in mails.values_list("pk", flat=True):
        # The id alone, because an address is personal and logs are kept elsewhere.
        logger.error("Mail %s could not be sent and was given up: %s", pk, message)
    mails.update(state=MailState.FAILED, claim="", error=message)


@transaction.atomic
def sweep() -> None:
    """Releases the mails of a killed worker, and queues the task for overdue ones."""
    now = timezone.now()
    lost = Mail.objects.filter(
        state=MailState.SENDING, claimed_at__lt=now - timedelta(seconds=ABANDONED_SECONDS)
    )
    abandoned = Mail.objects.filter(pk__in=locks.mails(lost), state=MailState.SENDING)
    handed = abandoned.filter(handed_at__isnull=False)
    _give_up(
        handed.filter(crashes__gte=1),
        _("The worker was killed twice while it sent this. It may have arrived."),
    )
    handed.update(crashes=F("crashes") + 1, handed_at=None)
    abandoned.update(state=MailState.WAITING, due_at=now, claim="")
    if Mail.objects.filter(state=MailState.WAITING, due_at__lte=now).exists():
        call_worker()


@transaction.atomic
def retry_failed() -> int:
    """Puts failed mails back in line."""
    failed = locks.mails(Mail.objects.filter(state=MailState.FAILED))
    found = Mail.objects.filter(pk__in=failed).update(
        state=MailState.WAITING, due_at=timezone.now(), tries=0, crashes=0
    )
    if found:
        call_worker()
    return found


def due_to_go() -> QuerySet[Mail]:
    old = timezone.now() - timedelta(days=KEEP_DAYS)
    done = Mail.objects.exclude(state__in=[MailState.WAITING, MailState.SENDING])
    return done.filter(created_at__lt=old)


def prune() -> None:
    """Deletes mails that were finished a month ago."""
    done = due_to_go()
    for part in steps.numbers(done, PRUNED):
        with steps.step():
            Mail.objects.filter(pk__in=locks.mails(done.filter(pk__in=part))).delete()
