"""The outbox: rows that say who is to be told of what, stored with the change that they tell of.

``mailing`` writes the words and sends them.
"""

from django.utils import timezone

from .. import locks
from ..models import Mail, MailKind, MailState
from ..signals import mail_due


def put(kind: str, **fields) -> Mail:
    """Stores a mail in the current transaction, and has the worker look."""
    mail = Mail.objects.create(kind=kind, **fields)
    mail_due.send(Mail)
    return mail


def put_again(comment) -> None:
    """Takes up what nobody was told of a comment, because it was hidden again by then."""
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
