"""Deletes old mails of a site that writes its mails to files: there are living links in them."""

import time
from pathlib import Path

from django.conf import settings

#: Days for which mails are kept, as long as the record that they were sent.
RETENTION_DAYS = 30


def prune() -> None:
    """Deletes the files that nothing was written to for so many days."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not folder:
        return
    oldest = time.time() - RETENTION_DAYS * 86_400
    for path in Path(folder).glob("*.log"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
