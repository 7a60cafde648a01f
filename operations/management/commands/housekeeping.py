"""Shows what is kept for how long, and how the database does."""

from collections.abc import Sized
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, PageLogEntry, Revision, UploadedFile

from accounts import housekeeping as accounts
from accounts.models import Attempts, Session
from comments import housekeeping as comments
from comments.mailing import sending
from comments.models import Mail, NetworkBan, ReaderComment, Status
from comments.models.status import GONE
from comments.notify.confirmation import UNCONFIRMED_DAYS
from comments.personal_data import expiry, retention
from database import upkeep
from jobs import housekeeping as jobs
from operations import keeping, mail_files
from operations.models import PolicyReport
from page_cache import following
from page_cache import housekeeping as page_cache
from page_cache.models import Invalidation
from restoring.models import DeletedPage
from search import housekeeping as search
from search.models import DailyQuery

from .worker import HOUSEKEEPING


class Row(NamedTuple):
    """What is kept, for how long, how many there are, and how many of them the next hours delete."""

    what: str
    how_long: str
    there: Sized | QuerySet
    due: Sized | QuerySet


def rows() -> list[Row]:
    """Queries, which are asked when they are counted."""
    days, versions = settings.KEPT_DAYS, settings.KEPT_REVISIONS
    spam, traces, now = expiry.spam_days(), retention.retention_days(), timezone.now()
    gone = ReaderComment.objects.filter(status__in=GONE, withdrawn=False)
    unconfirmed = ReaderComment.objects.filter(status=Status.UNCONFIRMED, withdrawn=False)

    def ago(number: int) -> datetime:
        return now - timedelta(days=number)

    return [
        Row(
            "versions of pages",
            f"{days['revisions']} days, and of each page the newest {versions}",
            Revision.objects.all(),
            keeping.due_versions(),
        ),
        Row(
            "history of pages",
            f"{days['log']} days",
            PageLogEntry.objects.all(),
            keeping.due_log_entries(PageLogEntry),
        ),
        Row(
            "history of other things",
            f"{days['log']} days",
            ModelLogEntry.objects.all(),
            keeping.due_log_entries(ModelLogEntry),
        ),
        Row(
            "results of tasks",
            f"{days['tasks']} days",
            DBTaskResult.objects.all(),
            keeping.due_tasks(),
        ),
        Row("jobs that have ended", f"{jobs.KEPT_DAYS} days", jobs.ended(), jobs.due()),
        Row(
            "unfinished uploads",
            f"{days['uploads']} days",
            UploadedFile.objects.all(),
            keeping.due_uploads(),
        ),
        Row(
            "deleted pages",
            f"{days['deleted_pages']} days",
            DeletedPage.objects.all(),
            keeping.due_deleted_pages(),
        ),
        Row("attempts at passwords", "a day", Attempts.objects.all(), accounts.due()),
        Row("sign-ins", "until they end", Session.objects.all(), keeping.due_sessions()),
        Row(
            "mails as files",
            f"{mail_files.RETENTION_DAYS} days",
            mail_files.files(),
            mail_files.due(),
        ),
        Row(
            "record of mails", f"{sending.KEEP_DAYS} days", Mail.objects.all(), sending.due_to_go()
        ),
        Row("searches", f"{search.RETENTION_DAYS} days", DailyQuery.objects.all(), search.due()),
        Row(
            "single searches",
            f"{search.SINGLE_SEARCH_DAYS} days",
            search.single(),
            search.due_single(),
        ),
        Row(
            "networks and browsers of comments",
            f"{traces} days",
            retention.due(now),
            retention.due(ago(traces)),
        ),
        Row(
            "spam and removed comments",
            "for ever" if spam is None else f"{spam} days",
            gone,
            gone.none() if spam is None else expiry.due(ago(spam)),
        ),
        Row(
            "comments nobody confirmed",
            f"{UNCONFIRMED_DAYS} days",
            unconfirmed,
            comments.due_unconfirmed(ago(UNCONFIRMED_DAYS)),
        ),
        Row(
            "bans of networks that are over",
            f"{comments.EXPIRED_BAN_DAYS} days",
            NetworkBan.objects.filter(until__lt=now),
            comments.due_bans(),
        ),
        Row(
            "what browsers refused to load",
            f"{keeping.POLICY_REPORT_DAYS} days",
            PolicyReport.objects.all(),
            keeping.due_policy_reports(),
        ),
        Row(
            "changes that drop kept pages",
            f"an hour, and the newest {following.KEPT}",
            Invalidation.objects.all(),
            page_cache.due(),
        ),
    ]


def _count(found: Sized | QuerySet) -> int:
    return found.count() if isinstance(found, QuerySet) else len(found)


class Command(BaseCommand):
    """``--now`` does what the worker does once an hour."""

    help = "Shows what is kept for how long, how many rows there are and are due, and how the database does."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="delete first what is due")

    def handle(self, *, now, **options):
        if now:
            for work in HOUSEKEEPING:
                work()
        self.stdout.write(f"{'':35} {'kept for':45} {'there':>12} {'due':>10}")
        for row in rows():
            there, due = f"{_count(row.there):,}", f"{_count(row.due):,}"
            self.stdout.write(f"{row.what:35} {row.how_long:45} {there:>12} {due:>10}")
        if space := upkeep.space():
            self.stdout.write(
                f"\nDatabase {space.size / 1e6:.0f} MB, of that free {space.free / 1e6:.0f} MB; "
                f"write-ahead log {space.log / 1e6:.0f} MB"
            )
            for advice in space.advice():
                self.stdout.write(advice)
