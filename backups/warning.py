"""Whether the newest backup is too old."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from .models import Backup

#: A site without a schedule is reminded after so long.
WEEK = timedelta(days=7)


def oldest_allowed() -> timedelta:
    """Two that were missed are too many."""
    return timedelta(hours=2 * settings.BACKUP_HOURS) if settings.BACKUP_TO else WEEK


def sentence() -> str:
    """What an administrator should know, or nothing."""
    newest = Backup.newest()
    now = timezone.now()
    if newest and newest.made_at > now - oldest_allowed():
        return ""
    if newest:
        return _("The last backup is %(age)s old.") % {"age": timesince(newest.made_at, now)}
    if get_user_model().objects.filter(date_joined__lt=now - oldest_allowed()).exists():
        return _("There is no backup of this site.")
    return ""
