"""Makes the search whole again."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from search.rebuilding import rebuild


class Command(BaseCommand):
    """Safe at any time: readers search and editors publish meanwhile."""

    help = "Compares the search with the site, mends what differs, and shows how far it is."

    def add_arguments(self, parser):
        parser.add_argument(
            "--afresh",
            action="store_true",
            help="empty the index first, for a damaged one; less is found until it is full again",
        )
        parser.add_argument(
            "--readers-only",
            action="store_true",
            help="leave out the index of the admin’s own search (Wagtail’s update_index)",
        )

    def handle(self, *, afresh, readers_only, verbosity, **options):
        self.shown = -1
        self.verbosity = verbosity
        try:
            number = rebuild(self._progress, afresh)
        except KeyboardInterrupt:
            raise CommandError(
                "Broken off. Run it again: it goes on with what is missing."
            ) from None
        self._say(f"{number:,} documents can be found.")
        if not readers_only:
            self._say("The admin’s own search …")
            call_command("update_index", verbosity=0)
            self._say("Done.")

    def _progress(self, done: int, everything: int) -> None:
        percent = 100 * done // everything
        if percent > self.shown:
            self.shown = percent
            self._say(f"{percent:3} %  {done:,} of {everything:,}")

    def _say(self, words: str) -> None:
        if self.verbosity:
            self.stdout.write(words)
            self.stdout.flush()
