"""New passwords by mail. The worker looks whether anybody has the address, and writes: nobody can tell by the time."""

from datetime import timedelta

from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.users.models import UserProfile

from . import limits
from .letters import sent
from .models import PasswordRequest
from .signing_in import plain

#: The minutes until the next try after each failure. The link is worth nothing to who has waited long.
PAUSES = (1, 5, 15, 60)
KEPT = timedelta(days=1)
TEMPLATES = "wagtailadmin/account/password_reset"


def ask(email: str, network: str) -> None:
    """Stores that somebody wants a new password, or raises ``TooMany``."""
    limits.count("network_mails", network, limits.HOUR)
    limits.count("mails", plain(email), limits.HOUR)
    with transaction.atomic():
        send.enqueue(PasswordRequest.objects.create(email=email).pk)


# Somebody waits for it.
@task(priority=60)
def send(pk: int, tries: int = 0) -> bool:
    """Writes to whoever has the address. Tries again later where that fails."""
    asked = PasswordRequest.objects.filter(pk=pk).first()
    if asked is None:
        return False
    mails = (write(user) for user in PasswordResetForm().get_users(asked.email))
    if not (is_sent := sent(mails, send, [pk], tries, PAUSES)) and tries < len(PAUSES):
        return False
    asked.delete()
    return is_sent


def write(user) -> EmailMessage:
    """The mail, in the person's language."""
    context = {
        "user": user,
        "uid": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    with translation.override(UserProfile.get_for_user(user).get_preferred_language()):
        return EmailMessage(
            " ".join(render_to_string(f"{TEMPLATES}/email_subject.txt", context).split()),
            render_to_string(f"{TEMPLATES}/email.txt", context),
            to=[user.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
