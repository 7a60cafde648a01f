"""The mail with which the owner of an address confirms it."""

from datetime import timedelta

from django.utils import timezone

from .. import limits
from ..models import Commenter, Mail, MailKind
from ..models.mail import hash_token
from . import store


class TooMany(Exception):
    """Too many mails have gone out already, with a sentence for the reader."""


def ask_to_confirm(commenter: Commenter, network: str, comment=None, wish=None) -> bool:
    """Stores a mail that asks the owner of an address to confirm a comment and a follow.

    Without both it is the mail with the link to the commenter's own page. Returns False, and stores
    nothing, if too many mails have gone out already.
    """
    now = timezone.now()
    asked = Mail.objects.filter(kind=MailKind.CONFIRM)
    day, hour = now - timedelta(days=1), now - timedelta(hours=1)
    if (
        asked.filter(commenter=commenter, created_at__gt=day).count()
        >= limits.limit("confirm_address")
        or asked.filter(network_hash=network, created_at__gt=hour).count()
        >= limits.limit("confirm_network")
        or asked.filter(created_at__gt=hour).count() >= limits.limit("confirm_total")
    ):
        return False
    store.put(
        MailKind.CONFIRM, commenter=commenter, comment=comment, follow=wish, network_hash=network
    )
    return True


def question(token: str) -> Mail | None:
    """The mail of a confirmation link."""
    return (
        Mail.objects.filter(kind=MailKind.CONFIRM, token_hash=hash_token(token))
        .select_related("commenter", "comment__page", "follow__page")
        .first()
    )
