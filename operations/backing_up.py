"""Makes the backups that are due, in a process of its own: mail and publishing do not wait for it."""

import logging
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from backups.models import Backup

from .models import Lease

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[1]
#: After one that failed, the next is tried after so long.
RETRY_SECONDS = 3600
_running: list[subprocess.Popen] = []


def is_due() -> bool:
    if not settings.BACKUP_TO:
        return False
    # Some minutes early, or each day's backup would be some minutes later than the last.
    since = timezone.now() - timedelta(hours=settings.BACKUP_HOURS, minutes=-10)
    return not Backup.objects.filter(made_at__gt=since).exists()


def run() -> None:
    """Begins a backup where one is due and no other worker has begun it."""
    for process in [process for process in _running if process.poll() is not None]:
        _running.remove(process)
        if process.returncode:
            logger.error("The backup to %s failed; the log has its reason", settings.BACKUP_TO)
    keep = ["--keep", str(settings.BACKUP_KEEP)]
    if _running:
        Lease.renew("backup", RETRY_SECONDS)
    elif is_due() and Lease.take("backup", RETRY_SECONDS):
        _running.append(
            subprocess.Popen(
                [sys.executable, "manage.py", "backup", "--scheduled", "-v0", *keep],
                cwd=ROOT,
            )
        )
