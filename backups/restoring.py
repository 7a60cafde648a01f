"""Brings a backup back, and tries whether it could be brought back."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from . import media, targets
from .archive import Archive
from .copying import Copying, Sum
from .errors import Refused
from .models import Backup
from .places import Bucket
from .targets import Target
from .telling import Say


def known_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


def check_version(archive: Archive) -> None:
    """Refuses what a newer version made, whose tables this one would not understand."""
    known = known_migrations()
    apps = {app for app, _name in known}
    newer = sorted(
        f"{app}.{name}"
        for app, name in archive.migrations
        if app in apps and (app, name) not in known and not _is_replaced(app, name)
    )
    if newer:
        raise Refused(
            _(
                "%(backup)s is from a newer version (%(version)s) of the site: it has %(migration)s. "
                "Upgrade the site first."
            )
            % {
                "backup": archive,
                "version": archive.manifest["version"],
                "migration": newer[0],
            }
        )


def _is_replaced(app: str, name: str) -> bool:
    """Whether a migration was squashed into another since."""
    return any(
        (app, name) in migration.replaces
        for migration in MigrationLoader(None).disk_migrations.values()
    )


def check_target(target: Target, overwrite: bool) -> None:
    """Refuses to replace somebody's site without being told."""
    side = target.open_present()
    try:
        # To make room for a copy would delete them.
        if side is not None and not side.has("django_migrations") and side.tables():
            raise Refused(
                _("%(database)s has tables of another program. Name an empty database.")
                % {"database": target}
            )
        if targets.has_site(side) and not overwrite:
            raise Refused(
                _(
                    "%(database)s has a site already. With --overwrite it is replaced, and what it "
                    "has now is gone."
                )
                % {"database": target}
            )
    finally:
        targets.close_all([side])


def build(archive: Archive, target: Target, say: Say) -> Copying:
    """The backup's database as a copy, complete and compared with what the manifest says."""
    copying = Copying(archive, target, say)
    known = archive.migrations & known_migrations()
    copying.run(known, f"{archive} {archive.manifest['made']}")
    say(_("Comparing every row"))
    sums = {table: Sum(rows, archive.checksums[table]) for table, rows in archive.rows.items()}
    if differing := copying.compare(sums):
        target.drop()
        raise Refused(
            _("The copy differs from the backup in %(tables)s.") % {"tables": ", ".join(differing)}
        )
    copying.finish(archive.sequences)
    return copying


def verify(archive: Archive, say: Say) -> None:
    """Restores the database into a copy that is thrown away, and reads every upload."""
    check_version(archive)
    with ExitStack() as stack:
        if isinstance(archive.place, Bucket) or connection.vendor == "sqlite":
            scratch = Path(stack.enter_context(TemporaryDirectory(prefix="why-verify-")))
        else:
            scratch = Path(".")
        target = targets.of_site(scratch)
        target.drop()
        stack.callback(target.drop)
        build(archive, target, say)
        say(_("Reading every upload"))
        media.verify(archive)
    Backup.objects.filter(name=archive.name, place=str(archive.place)).update(verified=True)


def restore(archive: Archive, overwrite: bool, say: Say) -> None:
    """Uploads first, then the database at once: a site that is served meanwhile lacks no file."""
    check_version(archive)
    target = targets.of_site()
    check_target(target, overwrite)
    connection.close()
    target.must_be_free()
    differing = media.differing(archive)
    if differing and not overwrite:
        raise Refused(
            _("The upload %(name)s is there with other contents. --overwrite replaces it.")
            % {"name": differing[0]}
        )
    build(archive, target, say)
    outdated = bool(known_migrations() - archive.migrations)
    if outdated:
        say(_("Bringing the copy up to date"))
        targets.in_child(target, "upgrade", "[]")
    if archive.vendor != target.vendor:
        say(_("Making the admin’s search"))
        targets.in_child(target, "index", "[]")
    say(_("Bringing back the uploads"))
    media.restore(archive, say)
    connection.close()
    target.switch()
    # Kept pages, counts and roots of sites are of the database that was there.
    cache.clear()
