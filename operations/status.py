"""How the site does, at a glance, for administrators: the numbers of ``metrics`` and what the doctor finds.

Only checks that are quick: the doctor itself goes through all rows, and asks the mail server.
"""

import platform
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import django
import wagtail
from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem

from backups import making
from backups.models import Backup
from page_cache import figures
from page_cache.operators import ForAdministrators

from . import metrics, numbers
from .doctor import installation, machine, truth, work
from .doctor.finding import Finding, advice

MANY_HELD = 200  # as the alert


class Row(NamedTuple):
    """One thing that is looked at: how it does, in a few words, and what is wrong with it."""

    name: str
    says: list[str]
    findings: list[Finding]

    @property
    def state(self) -> str:
        if any(finding.is_fault for finding in self.findings):
            return "wrong"
        return "note" if self.findings else "well"


Numbers = dict[str, float]


def rows() -> list[Row]:
    """All of it, in the order in which it is shown."""
    found: Numbers = {
        metric.name.removeprefix("why_"): metric.samples[0].value for metric in metrics.of_work()
    }
    processes = figures.processes()
    return [
        _row(_("worker"), _worker(found), work.worker),
        _row(_("queue"), _queue(found), work.queue),
        _row(
            _("mail"),
            _mails(found),
            lambda: work.failed_mails(int(found["mails_failed"])),
            work.mails_to_files,
        ),
        _row(_("comments"), _comments(found), lambda: _held(found)),
        _row(_("backups"), _backups(), work.backups),
        _row(_("disk"), _disks(), machine.disk, machine.permissions),
        _row(_("database"), _database(), installation.migrations),
        _row(_("cache"), _caches(), work.caches),
        _row(_("kept pages"), _kept(processes), lambda: truth.page_cache(processes)),
        _row(_("requests"), _requests()),
        _row(_("versions"), _versions()),
    ]


def _row(name, says: Iterable[str], *checks: Callable[[], Iterable[Finding]]) -> Row:
    row = Row(capfirst(name), [], [])
    try:
        row.says.extend(says)
        for check in checks:
            row.findings.extend(check())
    except Exception as error:  # the other rows are shown
        words = gettext("It could not be looked at: %(error)s") % {"error": error}
        row.findings.append(Finding(words, ""))
    return row


def _worker(found: Numbers) -> Iterator[str]:
    if (age := found.get("worker_heartbeat_age_seconds")) is not None:
        now = timezone.now()
        if age < 60:
            yield gettext("Seen within the last minute.")
        else:
            passed = timesince(now - timedelta(seconds=age))
            yield gettext("Last seen %(time)s ago.") % {"time": passed}


def _queue(found: Numbers) -> Iterator[str]:
    waiting = int(found["tasks_waiting"])
    yield ngettext("%(number)s task waits.", "%(number)s tasks wait.", waiting) % _number(waiting)


def _mails(found: Numbers) -> Iterator[str]:
    waiting = int(found["mails_waiting"])
    yield ngettext("%(number)s mail waits.", "%(number)s mails wait.", waiting) % _number(waiting)


def _comments(found: Numbers) -> Iterator[str]:
    held = int(found["comments_held"])
    yield (
        ngettext(
            "%(number)s comment waits for a moderator.",
            "%(number)s comments wait for a moderator.",
            held,
        )
        % _number(held)
    )


def _held(found: Numbers) -> Iterator[Finding]:
    if found["comments_held"] > MANY_HELD:
        yield advice(
            gettext("That are many."),
            gettext("Perhaps it is a raid: Discussion → Raid protection."),
        )


def _backups() -> Iterator[str]:
    if newest := Backup.newest():
        yield gettext("The newest is %(time)s old, in %(place)s.") % {
            "time": timesince(newest.made_at),
            "place": newest.place,
        }


def _disks() -> Iterator[str]:
    for name, folder, free in machine.devices():
        yield gettext("%(size)s free at %(path)s (%(name)s).") % {
            "size": filesizeformat(free),
            "path": folder,
            "name": name,
        }


def _database() -> Iterator[str]:
    if connection.vendor == "sqlite":
        version = sqlite3.sqlite_version
        size = Path(connection.settings_dict["NAME"]).stat().st_size
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version'), pg_database_size(current_database())"
            )
            version, size = cursor.fetchone()
    yield f"{connection.display_name} {version}, {filesizeformat(size)}."


def _caches() -> Iterator[str]:
    backend = settings.CACHES["default"]["BACKEND"]
    yield "Redis." if "Redis" in backend else gettext("In the memory of each process.")


def _kept(processes) -> Iterator[str]:
    together: dict[str, int] = {}
    for process in processes:
        for name, value in process.figures.items():
            together[name] = together.get(name, 0) + value
    rate = figures.hit_rate(together)
    if rate is None:
        yield gettext("No process has served a page in the last ten minutes.")
    else:
        yield gettext("%(share)s of the pages that may be kept were ready.") % {
            "share": f"{rate:.0%}"
        }


def _requests() -> Iterator[str]:
    if not settings.METRICS_TOKEN:
        yield gettext("They are not counted: METRICS_TOKEN is not set.")
        return
    asked = errors = failed = 0
    for metric in numbers.registry().collect():
        for sample in metric.samples:
            if sample.name == "why_request_seconds_count":
                asked += int(sample.value)
                errors += int(sample.value) * (sample.labels["status"] == "5xx")
            elif sample.name == "why_sign_in_failures_total":
                failed += int(sample.value)
    yield ngettext(
        "%(number)s request since the site was started here.",
        "%(number)s requests since the site was started here.",
        asked,
    ) % _number(asked)
    yield ngettext(
        "%(number)s of them ended in an error.", "%(number)s of them ended in errors.", errors
    ) % _number(errors)
    yield ngettext("%(number)s sign-in failed.", "%(number)s sign-ins failed.", failed) % _number(
        failed
    )


def _versions() -> Iterator[str]:
    yield (
        f"WHY {making.version()}, Wagtail {wagtail.__version__}, Django {django.__version__}, "
        f"Python {platform.python_version()}."
    )


def _number(value: int) -> dict[str, str]:
    return {"number": number_format(value, force_grouping=True)}


class StatusView(ForAdministrators, TemplateView):
    """Shows it."""

    template_name = "operations/status.html"
    page_title = _("Status of the site")
    header_icon = "glasses"

    def get_context_data(self, **kwargs):
        found = rows()
        wrong = sum(row.state == "wrong" for row in found)
        return super().get_context_data(
            rows=found, wrong=wrong, notes=sum(row.state == "note" for row in found), **kwargs
        )


@hooks.register("register_admin_urls")
def addresses():
    return [path("status/", StatusView.as_view(), name="site_status")]


@hooks.register("register_reports_menu_item")
def menu_item():
    return AdminOnlyMenuItem(
        StatusView.page_title, reverse("site_status"), icon_name="glasses", order=1
    )
