"""What the commands that copy have in common: progress, and errors as sentences."""

import sqlite3
import time

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from .errors import Refused


class TellingCommand(BaseCommand):
    """Says what it does, with the time since its start, and turns refusals into errors."""

    #: The tables need not be there yet.
    requires_system_checks: list = []

    def handle(self, **options):
        self.begun, self.verbosity = time.monotonic(), options["verbosity"]
        try:
            self.work(**options)
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            raise CommandError(f"{error.strerror or error}{where}") from error
        except (sqlite3.Error, psycopg.Error) as error:  # a full disk, a server that goes away
            raise CommandError(_("The database says: %(error)s") % {"error": error}) from error
        except KeyboardInterrupt:
            raise CommandError(_("Interrupted.")) from None

    def work(self, **options) -> None:
        raise NotImplementedError

    def say(self, message: str) -> None:
        if self.verbosity:
            self.stdout.write(f"{time.monotonic() - self.begun:6.1f} s  {message}")
            self.stdout.flush()
