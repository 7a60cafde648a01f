"""Brings database and uploads back from a backup."""

from django.conf import settings
from django.core.management.base import CommandError

from backups import archive, media, restoring, targets
from backups.places import place as place_at
from backups.telling import TellingCommand


class Command(TellingCommand):
    """What was there before stays until the copy is complete and compared."""

    help = "Restores the newest backup, or the named one, into the database and uploads of the settings."

    def add_arguments(self, parser):
        parser.add_argument(
            "place", nargs="?", default="", help="a folder, or s3://bucket/folder (BACKUP_TO)"
        )
        parser.add_argument("--backup", default="", help="its name, as backup --list shows it")
        parser.add_argument(
            "--overwrite", action="store_true", help="replace the site that is there"
        )
        parser.add_argument(
            "--verify", action="store_true", help="only try it, in a scratch database"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be restored")

    def work(
        self, *, place: str, backup: str, overwrite: bool, verify: bool, dry_run: bool, **options
    ):
        where = place or settings.BACKUP_TO
        if not where:
            raise CommandError("Name a folder or s3://bucket/folder, or set BACKUP_TO.")
        found = archive.chosen(place_at(where), backup)
        if verify:
            restoring.verify(found, self.say)
            self.stdout.write(
                f"{found} can be restored: every row and every upload is the same ({sum(found.rows.values()):,} rows of {len(found.rows)} tables)."
            )
            return
        if dry_run:
            self._tell(found, overwrite)
            return
        restoring.restore(found, overwrite, self.say)
        self.stdout.write(
            f"{found} is restored. Restart the site and its worker. Erase again whom you have "
            "erased since it was made (manage.py personal_data)."
        )

    def _tell(self, found: archive.Archive, overwrite: bool) -> None:
        restoring.check_version(found)
        target = targets.of_site()
        restoring.check_target(target, overwrite)
        self.stdout.write(
            f"{sum(found.rows.values()):,} rows of {len(found.rows)} tables would be restored into "
            f"{target}, and {sum(1 for _upload in found.uploads()):,} uploads; "
            f"{len(media.differing(found))} of these would replace others."
        )
