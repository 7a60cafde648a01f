"""New passwords by mail. The worker looks whether anybody has the address, and writes: nobody can tell by the time."""

import logging
import smtplib
from datetime import timedelta

from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm
from wagtail.users.models import UserProfile

from . import limits
from .models import PasswordRequest
from .signing_in import plain

logger = logging.getLogger(__name__)

#: The minutes until the next try after each failure. The link is worth nothing to who has waited long.
BACK_OFF_MINUTES = [1, 5, 15, 60]
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
    try:
        for user in PasswordResetForm().get_users(asked.email):
            write(user).send()
    except (OSError, smtplib.SMTPException) as error:
        # The error may quote the address; its kind is enough.
        logger.warning("A mail with a new password was not sent: %s", type(error).__name__)
        if tries < len(BACK_OFF_MINUTES):
            later = timezone.now() + timedelta(minutes=BACK_OFF_MINUTES[tries])
            send.using(run_after=later).enqueue(pk, tries + 1)
            return False
    asked.delete()
    return True


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
