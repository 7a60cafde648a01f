"""The site's background worker: runs queued tasks and publishes pages on time."""

import logging
import threading
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from broken_links import outer
from broken_links import tasks as broken_links
from comments import housekeeping as comments_housekeeping
from comments.mailing import sending
from comments.moderation import bulk
from comments.spam import training
from database import upkeep
from jobs import housekeeping as jobs_housekeeping
from jobs.running import jobs
from newsroom import live_checks
from operations import keeping, lost_tasks, mail_files
from operations.models import Lease
from page_cache import housekeeping as page_cache_housekeeping
from search import housekeeping as search_housekeeping

logger = logging.getLogger(__name__)

SCHEDULE_SECONDS = 30
HOUSEKEEPING_SECONDS = 3600


def publish_scheduled() -> None:
    """Publishes and takes down the pages whose time has come."""
    if Lease.take("publishing", SCHEDULE_SECONDS - 1):
        call_command("publish_scheduled", verbosity=0)


def learn() -> None:
    """Has the filter learn from moderators' decisions, if it is due."""
    if Lease.take("learning", training.LOOK - 1):
        training.look()


#: What is done once an hour, each though another fails.
HOUSEKEEPING = [
    keeping.run,
    mail_files.prune,
    comments_housekeeping.run,
    search_housekeeping.run,
    page_cache_housekeeping.run,
    jobs_housekeeping.run,
    broken_links.run,
    outer.run,
    live_checks.run,
    upkeep.run,
]


def keep_house() -> None:
    """Deletes what has had its time, and keeps search and database in order."""
    if Lease.take("housekeeping", HOUSEKEEPING_SECONDS - 1):
        for work in HOUSEKEEPING:
            try:
                work()
            except Exception:
                logger.exception("Housekeeping failed in %s; the rest goes on", work.__module__)


def run_due() -> None:
    """Does all scheduled work that is due."""
    publish_scheduled()
    lost_tasks.sweep()
    sending.sweep()
    bulk.sweep()
    jobs.sweep()
    learn()
    keep_house()


class Command(BaseCommand):
    """Runs until a signal (SIGINT or SIGTERM) stops it, after the task at hand."""

    help = "Runs background tasks, and publishes scheduled pages on time."

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval", type=float, default=1, help="seconds between looks for new tasks"
        )

    def handle(self, *, interval, **options):
        stop, worker = threading.Event(), uuid4().hex
        lost_tasks.is_alive(worker)
        threading.Thread(
            target=self._keep_schedule, args=[stop, worker], daemon=True, name="schedule"
        ).start()
        try:
            call_command(
                "db_worker",
                interval=interval,
                startup_delay=False,
                verbosity=0,
                worker_id=worker,
            )
        finally:
            stop.set()
            lost_tasks.has_ended(worker)

    @staticmethod
    def _keep_schedule(stop: threading.Event, worker: str) -> None:
        while not stop.is_set():
            close_old_connections()
            try:
                lost_tasks.is_alive(worker)
                run_due()
            except Exception:  # a database that is away for a minute must not end the schedule
                logger.exception("Scheduled publishing failed; it is tried again")
            finally:
                close_old_connections()
            if settings.WORKER_HEARTBEAT:
                Path(settings.WORKER_HEARTBEAT).touch()
            stop.wait(SCHEDULE_SECONDS)
