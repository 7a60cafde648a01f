"""What must always be true of the site's rows."""

from collections.abc import Iterator
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from page_cache import figures
from search import indexing
from search.models import Document

from .finding import Finding, advice


def database() -> Iterator[Finding]:
    """SQLite's own look at its file, in its quick form."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(5)")
        said = [row[0] for row in cursor.fetchall()]
    if said != ["ok"]:
        yield Finding(
            _("The database’s file is damaged: %(error)s") % {"error": said[0]},
            _("Stop the site, keep the file, and restore the newest backup."),
        )


def discussions() -> Iterator[Finding]:
    said = StringIO()
    try:
        call_command("check_comments", stdout=said)
    except CommandError as error:
        yield Finding(
            _("Discussions are not in order: %(error)s") % {"error": error},
            _("manage.py check_comments names them. Please report it: it should not happen."),
        )
    if "repaired" in said.getvalue():
        yield advice(
            _("Counts of comments were wrong, and have been repaired."),
            _("Nothing. If it comes again, please report it."),
        )


def search_index() -> Iterator[Finding]:
    there = set(Document.objects.exclude(page=None).values_list("page", flat=True))
    due = set(indexing.findable().values_list("pk", flat=True))
    if missing := due - there:
        yield Finding(
            ngettext(
                "%(number)d page cannot be found by the search.",
                "%(number)d pages cannot be found by the search.",
                len(missing),
            )
            % {"number": len(missing)},
            "manage.py rebuild_search",
        )
    if stale := there - due:
        yield advice(
            ngettext(
                "The search still has %(number)d page that is not public.",
                "The search still has %(number)d pages that are not public.",
                len(stale),
            )
            % {"number": len(stale)},
            _("manage.py rebuild_search; readers see none of them."),
        )


def page_cache(processes=None) -> Iterator[Finding]:
    for process in figures.processes() if processes is None else processes:
        hits = figures.hit_rate(process.figures)
        asked = process.figures.get("hits", 0) + process.figures.get("misses", 0)
        if hits is not None and asked > 1000 and hits < 0.2:
            yield advice(
                _("%(name)s has few pages ready: %(share)d %% of %(number)d.")
                % {"name": process.name, "share": 100 * hits, "number": asked},
                _("Give it more room: PAGE_CACHE_MEGABYTES."),
            )
