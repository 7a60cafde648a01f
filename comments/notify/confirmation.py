"""The mail by which somebody shows that an address is theirs."""

from datetime import timedelta

from django.utils import timezone

from .. import limits
from ..models import Commenter, Mail, MailKind
from ..models.mail import hash_token
from . import store


class TooMany(Exception):
    """As many mails as are good for anybody have gone out already; a sentence for the reader."""


def ask_to_confirm(commenter: Commenter, network: str, comment=None, wish=None) -> bool:
    """Has the owner of an address asked whether comment and wish are theirs.

    With neither it is a link to the page of their own that they are sent.
    False where as many mails as are good for anybody have gone out; then none is sent.
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
    """The mail that a confirmation link came in."""
    return (
        Mail.objects.filter(kind=MailKind.CONFIRM, token_hash=hash_token(token))
        .select_related("commenter", "comment__page", "follow__page")
        .first()
    )
