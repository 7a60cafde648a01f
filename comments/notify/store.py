"""The outbox: mails stored in the transaction of the change that they report.

``mailing`` writes and sends them.
"""

from django.utils import timezone

from .. import locks
from ..models import Mail, MailKind, MailState
from ..signals import mail_due


def put(kind: str, **fields) -> Mail:
    """Stores a mail in the current transaction, and wakes the worker."""
    mail = Mail.objects.create(kind=kind, **fields)
    mail_due.send(Mail)
    return mail


def put_again(comment) -> None:
    """Restores the notices of a comment that were dropped while it was hidden."""
    dropped = locks.mails(
        Mail.objects.filter(
            comment=comment, kind__in=[MailKind.FAN_OUT, MailKind.NOTICE], state=MailState.DROPPED
        )
    )
    if dropped:
        Mail.objects.filter(pk__in=dropped).update(
            state=MailState.WAITING, due_at=timezone.now(), tries=0
        )
        mail_due.send(Mail)
