"""The machine: disks, permissions, the clock."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from .finding import Finding, advice

#: Less than this is a fault; three times this is advice.
FREE_BYTES = 500_000_000
CLOCK_SECONDS = 2


def folders() -> dict[str, Path]:
    """The folders that the site writes to, by their setting."""
    found = {"STATIC_ROOT": Path(settings.STATIC_ROOT)}
    if settings.MEDIA_ROOT:
        found["MEDIA_ROOT"] = Path(settings.MEDIA_ROOT)
    if connection.vendor == "sqlite":
        found["DATABASE_URL"] = Path(connection.settings_dict["NAME"]).parent
    if settings.BACKUP_TO and "://" not in settings.BACKUP_TO:
        found["BACKUP_TO"] = Path(settings.BACKUP_TO)
    return found


def _standing(path: Path) -> Path:
    """The folder, or the next above it that is there."""
    while not path.exists():
        path = path.parent
    return path


def devices() -> Iterator[tuple[str, Path, int]]:
    """Each disk once: the setting of a folder on it, that folder, and the bytes that are free."""
    seen = set()
    for name, path in folders().items():
        path = _standing(path)
        if (device := path.stat().st_dev) not in seen:
            seen.add(device)
            yield name, path, shutil.disk_usage(path).free


def disk() -> Iterator[Finding]:
    for name, path, free in devices():
        if free < 3 * FREE_BYTES:
            yield Finding(
                _("%(path)s (%(name)s) has %(free)d MB left.")
                % {"path": path, "name": name, "free": free // 10**6},
                _("Make room on the disk, or move the folder to a larger one."),
                is_fault=free < FREE_BYTES,
            )


def permissions() -> Iterator[Finding]:
    for name, path in folders().items():
        if not path.exists():
            if name == "MEDIA_ROOT":
                yield advice(
                    _("%(path)s (%(name)s) does not exist.") % {"path": path, "name": name},
                    _("Make the folder; the first upload makes it as well."),
                )
        elif not os.access(path, os.W_OK | os.X_OK):
            yield Finding(
                _("%(user)s may not write to %(path)s (%(name)s).")
                % {"user": _user(), "path": path, "name": name},
                _("Give the folder to the account that runs the site: chown."),
            )
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        if path.exists() and path.stat().st_mode & 0o007 and _is_reached(path):
            yield advice(
                _("Everybody on the machine can read %(path)s.") % {"path": path},
                _("chmod 600, or 700 for its folder: it has addresses and passwords’ hashes."),
            )


def _is_reached(path: Path) -> bool:
    """Whether everybody may go to where it lies."""
    return all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)


def _user() -> str:
    return os.environ.get("USER") or str(os.geteuid())


def clock() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return  # it has no clock of its own
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        theirs = float(cursor.fetchone()[0])
    apart = abs(theirs - datetime.now(UTC).timestamp())
    if apart > CLOCK_SECONDS:
        yield Finding(
            _("The clock of this machine and that of the database are %(seconds)d s apart.")
            % {"seconds": apart},
            _("Have both set by NTP: leases and schedules compare their times."),
        )
