"""The site's background worker: runs queued tasks and publishes pages on time."""

import logging
import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from comments import housekeeping as comments_housekeeping
from comments.mailing import sending
from comments.moderation import bulk
from comments.spam import training
from operations import mail_files
from operations.models import Lease
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


def keep_house() -> None:
    """Deletes results of old tasks, ended sessions, old mails, and what comments and search keep."""
    if Lease.take("housekeeping", HOUSEKEEPING_SECONDS - 1):
        call_command("prune_db_task_results", verbosity=0, min_age_days=14)
        call_command("clearsessions")
        mail_files.prune()
        comments_housekeeping.run()
        search_housekeeping.run()


def run_due() -> None:
    """Does all scheduled work that is due."""
    publish_scheduled()
    sending.sweep()
    bulk.sweep()
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
        stop = threading.Event()
        threading.Thread(
            target=self._keep_schedule, args=[stop], daemon=True, name="schedule"
        ).start()
        try:
            call_command("db_worker", interval=interval, startup_delay=False, verbosity=0)
        finally:
            stop.set()

    @staticmethod
    def _keep_schedule(stop: threading.Event) -> None:
        while not stop.is_set():
            close_old_connections()
            try:
                run_due()
            except Exception:  # a database that is away for a minute must not end the schedule
                logger.exception("Scheduled publishing failed; it is tried again")
            finally:
                close_old_connections()
            stop.wait(SCHEDULE_SECONDS)
