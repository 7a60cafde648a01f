"""Copies database and uploads to a folder or a bucket, while the site serves."""

from django.conf import settings
from django.core.management.base import CommandError

from backups import archive, making, restoring
from backups.places import place as place_at
from backups.telling import TellingCommand


class Command(TellingCommand):
    """``--list`` shows what is there, ``--verify`` tries whether the newest can be brought back."""

    help = "Makes a backup of the database and the uploads, while the site serves."

    def add_arguments(self, parser):
        parser.add_argument(
            "place", nargs="?", default="", help="a folder, or s3://bucket/folder (BACKUP_TO)"
        )
        parser.add_argument(
            "--keep", type=int, default=0, help="delete older backups than so many afterwards"
        )
        parser.add_argument(
            "--verify",
            action="store_true",
            help="restore it into a scratch database, and compare every row and upload",
        )
        parser.add_argument("--list", action="store_true", help="show the backups that are there")
        parser.add_argument(
            "--scheduled",
            action="store_true",
            help="nobody looks on: refuse a folder that is not there, or has lost its backups",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be copied")

    def work(self, *, place: str, keep: int, verify: bool, dry_run: bool, **options):
        where = place or settings.BACKUP_TO
        if not where:
            raise CommandError("Name a folder or s3://bucket/folder, or set BACKUP_TO.")
        if options["list"]:
            return self._list(where)
        if dry_run:
            found = making.estimate()
            self.stdout.write(
                f"{found.tables} tables with {found.rows:,} rows, and {found.uploads:,} uploads of "
                f"{found.size / 1e6:,.1f} MB would be copied to {where}."
            )
            return None
        made = making.make(where, max(0, keep), self.say, options["scheduled"])
        if verify:
            restoring.verify(made, self.say)
            self.say(
                f"It can be restored: every row and every upload is the same ({sum(made.rows.values()):,} rows of {len(made.rows)} tables)."
            )
        self.stdout.write(f"The backup is {made}.")
        return None

    def _list(self, where: str) -> None:
        found = archive.whole(place_at(where))
        for name in found:
            manifest = archive.Archive(place_at(where), name).manifest
            rows = sum(about["rows"] for about in manifest["tables"].values())
            self.stdout.write(
                f"{name}  version {manifest['version']}  {manifest['vendor']}  {rows:,} rows  "
                f"{manifest['media']['files']:,} uploads, {manifest['media']['bytes'] / 1e6:,.1f} MB"
            )
        if not found:
            self.stdout.write(f"There is no backup at {where}.")
