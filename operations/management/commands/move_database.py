"""Moves the site's database: from SQLite to PostgreSQL, back, or to another server."""

from django.core.management.base import CommandError
from django.utils import timezone

from backups import copying, moving, targets
from backups.telling import TellingCommand
from operations.models import Lease


def is_working() -> bool:
    """Whether a worker has not ended yet."""
    return Lease.objects.filter(name__startswith="worker:", until__gt=timezone.now()).exists()


class Command(TellingCommand):
    """Broken off, it goes on where it was when it is called again."""

    help = "Moves everything to another database; meanwhile the site is read-only."

    def add_arguments(self, parser):
        parser.add_argument("url", nargs="?", default="", help="as DATABASE_URL has it")
        parser.add_argument(
            "--overwrite", action="store_true", help="replace the site that is there"
        )
        parser.add_argument(
            "--cancel", action="store_true", help="stay: the site can be changed again"
        )
        parser.add_argument(
            "--settle",
            type=float,
            default=moving.SETTLE_SECONDS,
            help="seconds to wait for requests that were begun before",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be moved")

    def work(self, *, url, overwrite, cancel, settle, dry_run, **options):
        if cancel:
            target = targets.at(url) if url else None
            was = moving.cancel(target)
            self.stdout.write("The site can be changed again." if was else "Nothing was moved.")
            return
        if not url:
            raise CommandError("Name the database to move to, as DATABASE_URL has it.")
        target = moving.other(url, overwrite)
        if dry_run:
            self._tell(target)
            return
        moving.begin(target, is_working, settle, self.say)
        copied = moving.move(target, self.say)
        rows = sum(table.rows for table in copied.loaded.values())
        self.stdout.write(
            f"All tables are the same in {target} ({rows:,} rows copied). Set DATABASE_URL to it, and "
            "restart the site and its worker. The old database stays as it is, read-only."
        )

    def _tell(self, target) -> None:
        side = targets.source()
        try:
            tables = copying.of_rows(side.tables())
            rows = sum(side.ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables)  # noqa: S608
        finally:
            side.close()
        self.stdout.write(f"{len(tables)} tables with {rows:,} rows would be copied to {target}.")
