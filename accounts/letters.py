"""Sends mails to people with an account from a task, and has the task try again where that fails."""

import logging
import smtplib
from collections.abc import Iterable
from datetime import timedelta

from django.core.mail import EmailMessage
from django.utils import timezone
from django_tasks.base import Task

logger = logging.getLogger(__name__)

#: The minutes until the next try after each failure. After the last one the worker gives up.
BACK_OFF_MINUTES = (1, 5, 15, 60, 240, 720)


def sent(
    letters: Iterable[EmailMessage],
    task: Task,
    args: list,
    tries: int,
    pauses: tuple[int, ...] = BACK_OFF_MINUTES,
) -> bool:
    """Whether the letters were sent. If not, the task is queued with the same arguments and one try more.

    ``pauses`` are the minutes between the tries.
    """
    try:
        for letter in letters:
            letter.send()
    except (OSError, smtplib.SMTPException) as error:
        # The error may quote the address; its kind is enough.
        logger.warning("A mail to an account was not sent: %s", type(error).__name__)
        if tries < len(pauses):
            later = timezone.now() + timedelta(minutes=pauses[tries])
            task.using(run_after=later).enqueue(*args, tries + 1)
        return False
    return True
