"""What is done in the background: the worker, the queue, mail, the cache, backups."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from backups import making, warning
from backups.models import ReadOnly
from comments.models import Mail
from comments.models.mail import MailState
from operations.models import Lease

from .finding import Finding, advice

#: A task that waits longer finds no worker, or too few.
WAITS = timedelta(minutes=15)
LATELY = timedelta(days=1)


def worker() -> Iterator[Finding]:
    alive = Lease.objects.filter(name__startswith="worker:", until__gt=timezone.now())
    if not alive.exists():
        yield Finding(
            _("No worker runs: nothing is sent, and nothing is published on time."),
            _("Start manage.py worker, and have it started again whenever it ends."),
        )


def queue() -> Iterator[Finding]:
    now = timezone.now()
    waiting = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - WAITS)
    waiting = waiting.exclude(run_after__gt=now - WAITS, run_after__lte=now)
    found = waiting.aggregate(number=Count("pk"), oldest=Min("enqueued_at"))
    if number := found["number"]:
        yield Finding(
            ngettext(
                "%(number)d task has waited for up to %(time)s.",
                "%(number)d tasks have waited for up to %(time)s.",
                number,
            )
            % {"number": number, "time": timesince(found["oldest"], now)},
            _("Look whether the worker runs; start a second one where it has too much to do."),
        )
    failed = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED, finished_at__gt=now - LATELY
    )
    if last := failed.order_by("-finished_at").first():
        yield advice(
            _("%(number)d tasks failed within a day, %(task)s last.")
            % {"number": failed.count(), "task": last.task_path},
            _("The worker’s log has the reason."),
        )


def mails() -> Iterator[Finding]:
    """What failed, and whether the server takes what it is told; nothing is sent."""
    yield from failed_mails(Mail.objects.filter(state=MailState.FAILED).count())
    yield from mails_to_files()
    yield from _mail_server()


def failed_mails(failed: int) -> Iterator[Finding]:
    if failed:
        yield advice(
            ngettext("%(number)d mail failed.", "%(number)d mails failed.", failed)
            % {"number": failed},
            _("Discussion → Mail in the admin says why; manage.py retry_mail sends them again."),
        )


def _are_written_to_files() -> bool:
    return settings.EMAIL_BACKEND.endswith(("filebased.EmailBackend", "console.EmailBackend"))


def mails_to_files() -> Iterator[Finding]:
    if _are_written_to_files():
        yield advice(
            _("Mails are written to files and reach nobody."),
            _("Set EMAIL_URL, for instance smtp+tls://user:password@host:587."),
        )


def _mail_server() -> Iterator[Finding]:
    if _are_written_to_files():
        return
    try:
        connection = mail.get_connection()
        connection.open()
        connection.close()
    except Exception as error:  # whatever the server or the network says
        yield Finding(
            _("The mail server does not take us: %(error)s") % {"error": error},
            _("Check EMAIL_URL; doctor --send-mail ADDRESS tries it."),
        )


def send_mail(address: str) -> Iterator[Finding]:
    """Sends a mail for a trial."""
    try:
        mail.send_mail(
            _("A mail for a trial"),
            _("This was sent by manage.py doctor at %(site)s.") % {"site": settings.SITE_URL},
            settings.DEFAULT_FROM_EMAIL,
            [address],
        )
    except Exception as error:
        yield Finding(
            _("The mail to %(address)s could not be sent: %(error)s")
            % {"address": address, "error": error},
            _("Check EMAIL_URL and DEFAULT_FROM_EMAIL."),
        )


def caches() -> Iterator[Finding]:
    cache.set("doctor", "well", 30)
    if cache.get("doctor") != "well":
        yield Finding(
            _("The cache does not answer: limits do not count, and pages are slower."),
            _("Look whether Redis runs, and at CACHE_URL."),
        )


def backups() -> Iterator[Finding]:
    if settings.BACKUP_TO and (problem := making.lost(settings.BACKUP_TO)):
        yield Finding(
            problem,
            _("Mount its disk. If backups are to begin there, make the first: manage.py backup"),
        )
    if sentence := warning.sentence():
        yield Finding(sentence, _("manage.py backup, or BACKUP_TO for the worker"))
    elif not settings.BACKUP_TO:
        yield advice(
            _("The worker makes no backups."), _("Set BACKUP_TO to a folder or s3://bucket/folder.")
        )
    if moving := ReadOnly.objects.first():
        yield Finding(
            _("The site is read-only since %(time)s: its database moves to %(place)s.")
            % {"time": timesince(moving.since), "place": moving.moved_to},
            _(
                "If the move has ended, this is the old database: give the site the new DATABASE_URL. "
                "Otherwise call move_database again to go on, or with --cancel to stay."
            ),
        )
