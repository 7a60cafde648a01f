"""Makes a backup: uploads, then the database as it is at one moment, then the uploads that came meanwhile."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from . import archive, copying, media, targets
from .archive import Archive, Writer
from .errors import Refused
from .models import Backup
from .places import Bucket, Folder, place
from .telling import Say

ROOT = Path(__file__).resolve().parents[1]
#: So often the database is taken again because an upload that it names was deleted meanwhile.
TRIES = 5
#: The site's note of a backup is kept for so long.
NOTED = timedelta(days=400)


class Estimate(NamedTuple):
    """What a backup would take along."""

    tables: int
    rows: int
    uploads: int
    size: int


def version() -> str:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def estimate() -> Estimate:
    """What a backup would contain now."""
    side = targets.source()
    try:
        tables = copying.of_rows(side.tables())
        rows = sum(side.ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables)  # noqa: S608
    finally:
        side.close()
    uploads = list(media.found())
    return Estimate(len(tables), rows, len(uploads), sum(file.size for file in uploads))


def lost(address: str) -> str:
    """Why nothing is put there without a person, or nothing: a disk that is not mounted looks like an empty folder."""
    where = place(address)
    if isinstance(where, Bucket):
        return ""
    if not where.path.is_dir():
        return _("There is no folder %(place)s.") % {"place": where}
    if Backup.objects.filter(place=str(where)).exists() and not archive.whole(where):
        return _("%(place)s has none of the backups that were made there.") % {"place": where}
    return ""


def make(address: str, keep: int, say: Say, is_scheduled: bool = False) -> Archive:
    """A new backup at this place; with *keep*, older ones than so many are deleted after it."""
    where = place(address)
    if is_scheduled and (why := lost(address)):
        raise Refused(
            _(
                "%(problem)s Mount its disk. If backups are to begin there, make the first by hand: "
                "manage.py backup %(place)s"
            )
            % {"problem": why, "place": where}
        )
    if isinstance(where, Folder) and not where.path.exists():
        say(_("The folder %(place)s is made.") % {"place": where})
    with where.held(), where.scratch() as scratch:
        for attempt in range(TRIES):
            try:
                made = _make(where, scratch, say)
                break
            except _Changed as changed:
                if attempt == TRIES - 1:
                    raise Refused(str(changed)) from changed
                say(_("Uploads were deleted meanwhile; the database is read again."))
        if keep:
            archive.prune(where, keep, say)
    return made


class _Changed(Exception):
    """An upload was deleted between the database's copy and its own."""


def _make(where: Folder | Bucket, scratch: Path, say: Say) -> Archive:
    writer = Writer(where, scratch)
    where.mark(writer.name, scratch)
    earlier = archive.whole(where)
    say(_("Reading the uploads"))
    files = media.Collection(where, scratch, Archive(where, earlier[-1]) if earlier else None)
    files.add_all(say)
    source = targets.source()
    try:
        with source.snapshot(scratch) as side:
            tables: dict[str, dict] = {}
            found = copying.of_rows(side.tables())
            say(_("Reading the tables"))
            for number, (table, columns) in enumerate(found.items(), 1):
                tables[table] = writer.table(table, columns, side.read(table, columns))
                rows = f"{tables[table]['rows']:,}"
                say(f"{number}/{len(found)} {table}: {rows}", is_detail=True)
            sequences = side.sequences()
            migrations = sorted(targets.migrations(side))
            named = media.names_in(side)
        files.add_all(say)
        missing = files.missing(named)
        if missing and (gone := missing - media.names_in(source)):
            raise _Changed(_("%(name)s was deleted meanwhile.") % {"name": min(gone)})
    finally:
        source.close()
    uploads = sorted(files.uploads.values())
    writer.finish(
        {
            "version": version(),
            "site": settings.SITE_URL,
            "made": writer.moment.isoformat(),
            "vendor": side.vendor,
            "migrations": migrations,
            "tables": tables,
            "sequences": sequences,
            "media": {
                "sha256": writer.uploads(uploads),
                "files": len(uploads),
                "bytes": sum(upload.size for upload in uploads),
                "missing": sorted(missing),
            },
        }
    )
    for name in sorted(missing)[:20]:
        say(_("The upload %(name)s is named by the database and is not there.") % {"name": name})
    _note(where, writer, files.size)
    return Archive(where, writer.name)


def _note(where: Folder | Bucket, writer: Writer, uploads: int) -> None:
    """Lets the admin know of it. A database that cannot take the note makes no backup worse."""
    try:
        Backup.objects.filter(made_at__lt=timezone.now() - NOTED).delete()
        Backup.objects.create(
            place=str(where),
            name=writer.name,
            made_at=writer.moment,
            size=writer.size + uploads,
        )
    except DatabaseError:
        pass
