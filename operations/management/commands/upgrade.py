"""Brings the site up to the version that is installed, while the version before it serves."""

import shlex
import subprocess
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import Error, connection

from backups import making, targets
from backups.read_only import is_read_only
from backups.telling import TellingCommand
from operations import upgrading


class Command(TellingCommand):
    """A backup, the migrations, the static files, the restart. Called again, it goes on where it was."""

    help = "Backs up, migrates so that the version before can serve meanwhile, collects, restarts."

    def add_arguments(self, parser):
        parser.add_argument(
            "--backup-to", default="", metavar="PLACE", help="a folder, or s3://bucket/folder"
        )
        parser.add_argument("--no-backup", action="store_true", help="there is one already")
        parser.add_argument(
            "--site-is-stopped",
            action="store_true",
            help="take migrations that the version before could not serve beside",
        )
        parser.add_argument(
            "--no-static", action="store_true", help="the image has the static files already"
        )
        parser.add_argument(
            "--restart", default="", metavar="COMMAND", help="starts the new version in the end"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done")

    def work(self, *, backup_to, no_backup, site_is_stopped, dry_run, **options):
        if is_read_only(at_once=True):
            raise CommandError("The site is read-only: its database is moved. Finish that first.")
        no_backup = no_backup or upgrading.is_new_database()
        place = "" if no_backup else backup_to or settings.BACKUP_TO
        if not place and not no_backup:
            raise CommandError("Say where the backup goes (--backup-to), or --no-backup.")
        pending = upgrading.pending()
        self._tell(pending)
        stops = any(each.problems for each in pending)
        if dry_run:
            return self._would(place, stops, options)
        if stops and not site_is_stopped:
            raise CommandError(
                "The version that serves now cannot go on beside these migrations. Stop the site and "
                "its worker, and call it again with --site-is-stopped. Nothing is changed."
            )
        if stops:
            connection.close()
            targets.of_site().must_be_free()
        made = self._back_up(place)
        if pending:
            self._migrate(made)
        if not options["no_static"]:
            # What pages of the version before name stays: nothing is cleared.
            self.say("Collecting static files")
            Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
            call_command("collectstatic", verbosity=0, interactive=False)
        if options["restart"]:
            self.say(f"Restarting: {options['restart']}")
            if code := subprocess.run(shlex.split(options["restart"])).returncode:
                raise CommandError(f"“{options['restart']}” ended with {code}.")
            self.stdout.write("The site is upgraded.")
        else:
            self.stdout.write(
                "The site is upgraded. Restart it and its worker: systemctl restart why-web why-worker, "
                "or docker compose up -d."
            )
        self._way_back(made, stops)
        return None

    def _tell(self, pending: list[upgrading.Pending]) -> None:
        for each in pending:
            self.stdout.write(f"  {each.name}")
            for problem in each.problems:
                self.stdout.write(f"      {self.style.ERROR('stops the site')}  {problem}")
            if each.accepted:
                self.stdout.write(f"      accepted: {each.accepted}")
        self.stdout.write(
            "No migration is pending."
            if not pending
            else "One migration is pending."
            if len(pending) == 1
            else f"{len(pending)} migrations are pending."
        )

    def _would(self, place: str, stops: bool, options: dict) -> None:
        if place:
            found = making.estimate()
            self.stdout.write(
                f"A backup of {found.rows:,} rows and {found.uploads:,} uploads would go to {place}."
            )
        self.stdout.write(
            "The site and its worker have to be stopped (--site-is-stopped)."
            if stops
            else "The version that serves now goes on serving meanwhile."
        )
        if not options["no_static"]:
            self.stdout.write(f"Static files would go to {settings.STATIC_ROOT}.")

    def _back_up(self, place: str):
        if not place:
            return None
        self.say("Making a backup")
        made = making.make(place, 0, self.say)
        self.say(f"The backup is {made}")
        return made

    def _migrate(self, made) -> None:
        self.say("Migrating")
        try:
            upgrading.migrate(self.stdout, self.say)
        except Error as error:
            self._way_back(made, stops=True)
            raise CommandError(f"A migration failed: {error}") from error

    def _way_back(self, made, stops: bool) -> None:
        back = "The way back: "
        if not stops:
            back += (
                "install the version before and restart; it can serve with these tables. "
                "To have the data of before as well, "
            )
        if made:
            self.stdout.write(
                f"{back}stop the site and its worker, install the version before, manage.py restore "
                f"{made.place} --backup {made.name} --overwrite, start them. What was written since "
                "the backup is lost with it."
            )
        else:
            self.stdout.write(
                f"{back}stop the site and its worker, install the version before, and restore your backup."
            )
