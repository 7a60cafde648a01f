"""Compares the search with the site, and corrects it."""

from django.core.management.base import BaseCommand, CommandError

from search import admin_index
from search.rebuilding import rebuild


class Command(BaseCommand):
    """Safe at any time, while readers search and editors publish."""

    help = "Compares the search with the site, corrects differences, and shows its progress."

    def add_arguments(self, parser):
        parser.add_argument(
            "--afresh",
            action="store_true",
            help="empty a damaged index first; searches find less until it is full again",
        )
        parser.add_argument(
            "--readers-only",
            action="store_true",
            help="leave out the index of the admin’s own search",
        )

    def handle(self, *, afresh, readers_only, verbosity, **options):
        self.percent = -1
        self.verbosity = verbosity
        try:
            number = rebuild(self._progress, afresh)
            self._write(f"{number:,} documents can be found.")
            if not readers_only:
                self._write("The admin’s own search …")
                self.percent = -1
                admin_index.refresh(self._progress)
                self._write("Done.")
        except KeyboardInterrupt:
            raise CommandError("Interrupted. Run it again to go on with the rest.") from None

    def _progress(self, done: int, total: int) -> None:
        percent = 100 * done // max(total, 1)
        if percent > self.percent:
            self.percent = percent
            self._write(f"{percent:3} %  {done:,} of {total:,}")

    def _write(self, message: str) -> None:
        if self.verbosity:
            self.stdout.write(message)
            self.stdout.flush()
