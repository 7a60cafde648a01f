"""Shows how the page cache does, and drops pages from it."""

from django.core.management.base import BaseCommand, CommandError

from page_cache import figures
from page_cache.addresses import address_of, tag
from page_cache.collecting import EVERYTHING
from page_cache.invalidating import drop


class Command(BaseCommand):
    """For operators at a terminal; the admin has the same under Settings, Page cache."""

    help = "Shows how the page cache does (stats), or drops pages from it (drop)."

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("stats", help="how full, and how often it could answer")
        dropping = commands.add_parser("drop", help="drop one page, or everything")
        dropping.add_argument("address", nargs="*", help="for instance /history/")
        dropping.add_argument("--all", action="store_true", help="drop everything")

    def handle(self, *, command, address=(), all=False, **options):
        if command == "stats":
            self._stats()
        elif all:
            drop(EVERYTHING)
            self.stdout.write("All pages were dropped.")
        elif address:
            for typed in address:
                if not (path := address_of(typed)):
                    raise CommandError(f"“{typed}” is no address: it begins with / or https://.")
                drop(tag(path))
                self.stdout.write(f"{path} was dropped.")
        else:
            raise CommandError("Name the address of a page, or --all.")

    def _stats(self) -> None:
        found = figures.processes()
        if not found:
            self.stdout.write("No process has served a page in the last ten minutes.")
        for process in found:
            noted = process.figures
            rate = figures.hit_rate(noted)
            self.stdout.write(
                f"{process.name}: {noted.get('entries', 0)} pages, "
                f"{noted.get('bytes', 0) / 1e6:.1f} MB ({figures.fullness(noted):.0%} full), "
                f"hits {noted.get('hits', 0)}, misses {noted.get('misses', 0)}, "
                f"passed {noted.get('passes', 0)}, built {noted.get('builds', 0)}, "
                f"dropped {noted.get('dropped', 0)}"
                + (f", hit rate {rate:.0%}" if rate is not None else "")
            )
