"""Deletes old mails of a site that writes its mails to files: there are living links in them."""

import time
from pathlib import Path

from django.conf import settings

#: Days for which mails are kept, as long as the record that they were sent.
RETENTION_DAYS = 30


def prune() -> None:
    """Deletes the files that nothing was written to for so many days."""
    for path in due():
        path.unlink(missing_ok=True)


def files() -> list[Path]:
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    return list(Path(folder).glob("*.log")) if folder else []


def due() -> list[Path]:
    oldest = time.time() - RETENTION_DAYS * 86_400
    return [path for path in files() if path.stat().st_mtime < oldest]
