"""Moves the whole database to another server or file, while the site is read and not changed."""

import time
from collections.abc import Callable
from contextlib import closing

from django.utils.translation import gettext as _

from . import read_only, restoring, targets
from .copying import Copying
from .errors import Refused
from .models import ReadOnly
from .targets import Target
from .telling import Say

#: What was begun before the site became read-only ends within so long.
SETTLE_SECONDS, WORKER_SECONDS = 15.0, 150.0
#: So often tables that still changed are copied again.
TRIES = 5


def other(address: str, overwrite: bool) -> Target:
    """The database that the site moves to."""
    target = targets.at(address)
    if target.identity() == targets.of_site().identity():
        raise Refused(_("%(database)s is the database that the site has.") % {"database": target})
    restoring.check_target(target, overwrite)
    return target


def begin(target: Target, is_working: Callable[[], bool], settle: float, say: Say) -> None:
    """Makes the site read-only, and waits for what is at work to end."""
    if not ReadOnly.objects.exists():
        ReadOnly.objects.create(moved_to=f"{target.vendor} {target}"[:200])
        read_only.forget()
        say(_("The site is read-only. Waiting for what is at work to end"))
        time.sleep(settle)
    end = time.monotonic() + WORKER_SECONDS
    while is_working() and time.monotonic() < end:
        say(_("A worker ends its tasks"))
        time.sleep(5)


def cancel(target: Target | None) -> bool:
    """The site stays where it is, and can be changed again."""
    if target:
        target.drop()
    read_only.forget()
    return bool(ReadOnly.objects.all().delete()[0])


def move(target: Target, say: Say) -> Copying:
    """Copies, compares, and puts the copy in its place. Called again, it goes on where it was."""
    with closing(targets.source()) as source:
        copying = Copying(source, target, say)
        with source.reading():
            copying.run(targets.migrations(source), targets.of_site().identity())
        if source.vendor != target.vendor:
            say(_("Making the admin’s search"))
            targets.in_child(target, "index", "[]")
        for attempt in range(TRIES):  # noqa: B007
            say(_("Comparing every row"))
            with source.reading():
                differing = copying.compare()
                if not differing:
                    copying.finish(source.sequences())
                    break
                say(_("Copying again: %(tables)s") % {"tables": ", ".join(differing)})
                copying.reload(differing)
        else:
            raise Refused(
                _("%(tables)s still change. Stop what writes there, and call the command again.")
                % {"tables": ", ".join(differing)}
            )
    target.switch()
    return copying
