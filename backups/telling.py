"""What the commands that copy have in common: progress, and errors as sentences."""

import sqlite3
import time
from typing import Protocol

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from .errors import Refused

#: At the usual verbosity a detail is said when nothing else was for so long.
QUIET_SECONDS = 5.0


class Say(Protocol):
    """Takes what is to be said of the work; a *detail* is one of many."""

    def __call__(self, message: str, is_detail: bool = False) -> object: ...


class TellingCommand(BaseCommand):
    """Says what it does, with the time since its start, and turns refusals into errors."""

    #: The tables need not be there yet.
    requires_system_checks: list = []

    def handle(self, **options):
        self.begun = self.said = time.monotonic()
        self.verbosity = options["verbosity"]
        try:
            self.work(**options)
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            raise CommandError(f"{error.strerror or error}{where}") from error
        except (
            DatabaseError,
            sqlite3.Error,
            psycopg.Error,
        ) as error:  # a full disk, a server that goes away
            raise CommandError(_("The database says: %(error)s") % {"error": error}) from error
        except KeyboardInterrupt:
            raise CommandError(_("Interrupted.")) from None

    def work(self, **options) -> None:
        raise NotImplementedError

    def say(self, message: str, is_detail: bool = False) -> None:
        now = time.monotonic()
        if is_detail and self.verbosity == 1 and now - self.said < QUIET_SECONDS:
            return
        if self.verbosity:
            self.said = now
            self.stdout.write(f"{now - self.begun:6.1f} s  {message}")
            self.stdout.flush()
