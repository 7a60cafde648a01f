"""The site's background worker: runs queued tasks and publishes pages on time."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)

from accounts import housekeeping as accounts_housekeeping
from backups import read_only
from broken_links import outer
from broken_links import tasks as broken_links
from comments import housekeeping as comments_housekeeping
from comments.mailing import sending
from comments.moderation import bulk
from comments.spam import training
from database import held_open, upkeep
from jobs import housekeeping as jobs_housekeeping
from jobs.running import jobs
from newsroom import live_checks
from operations import backing_up, heartbeat, keeping, lost_tasks, mail_files
from operations.models import Lease
from page_cache import housekeeping as page_cache_housekeeping
from search import housekeeping as search_housekeeping

logger = logging.getLogger(__name__)

SCHEDULE_SECONDS = 30
HOUSEKEEPING_SECONDS = 3600
#: The pauses between attempts while the database does not take the worker's work. The last is repeated.
PAUSES = [1, 2, 5, 10, 15]


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
    accounts_housekeeping.run,
    outer.run,
    live_checks.run,
    upkeep.run,
]


def keep_house(tell: Callable[[], None] = heartbeat.beat) -> None:
    """Deletes what has had its time, and keeps search and database in order.

    All of it may take minutes: *tell* says before each part that the worker lives.
    """
    if Lease.take("housekeeping", HOUSEKEEPING_SECONDS - 1):
        for work in HOUSEKEEPING:
            try:
                tell()
                work()
            except Exception:
                logger.exception("Housekeeping failed in %s; the rest goes on", work.__module__)


def run_due(tell: Callable[[], None] = heartbeat.beat) -> None:
    """Does all scheduled work that is due."""
    publish_scheduled()
    heartbeat.beat()
    lost_tasks.sweep()
    sending.sweep()
    bulk.sweep()
    jobs.sweep()
    learn()
    backing_up.run()
    keep_house(tell)


class Command(BaseCommand):
    """Runs until a signal (SIGINT or SIGTERM) stops it, after the task at hand."""

    help = "Runs background tasks, and publishes scheduled pages on time."

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval", type=float, default=1, help="seconds between looks for new tasks"
        )

    def handle(self, *, interval, **options):
        read_only.wait()
        held_open.keep()
        stop = threading.Event()
        self.worker = uuid4().hex
        threading.Thread(
            target=self._keep_schedule,
            args=[stop, lambda: self.worker],
            daemon=True,
            name="schedule",
        ).start()
        failed = 0
        try:
            while True:
                begun = time.monotonic()
                try:
                    return self._run_tasks(interval)
                except (OperationalError, InterfaceError) as error:
                    if _is_stopping():
                        return
                    failed = 0 if time.monotonic() - begun > PAUSES[-1] else failed
                    pause = PAUSES[min(failed, len(PAUSES) - 1)]
                    logger.error("The database fails the worker; again in %s s: %s", pause, error)
                failed += 1
                connection.close()
                time.sleep(pause)
                # The task at hand keeps the worker's name for good. Without that name's lease it is
                # put back in line, so the worker goes on by another.
                lost, self.worker = self.worker, uuid4().hex
                _has_ended(lost)
        finally:
            stop.set()
            _has_ended(self.worker)

    def _run_tasks(self, interval: float) -> None:
        lost_tasks.is_alive(self.worker)
        call_command(
            "db_worker",
            interval=interval,
            startup_delay=False,
            verbosity=0,
            worker_id=self.worker,
        )

    @staticmethod
    def _keep_schedule(stop: threading.Event, worker: Callable[[], str]) -> None:
        while not stop.is_set():
            try:
                close_old_connections()
                lost_tasks.is_alive(worker())
                if read_only.is_read_only(at_once=True):
                    # It ends after the task at hand; who starts it again has it wait.
                    logger.warning(
                        "The site is read-only while its database is moved: this worker ends. "
                        "Started again, it waits for the end of the move"
                    )
                    os.kill(os.getpid(), signal.SIGTERM)
                    return
                run_due(lambda: _tell(worker()))
            except Exception:  # a database that is away for a minute must not end the schedule
                logger.exception("Scheduled work failed; it is tried again")
            finally:
                close_old_connections()
            _touch()
            stop.wait(SCHEDULE_SECONDS)


def _tell(worker: str) -> None:
    """Says everywhere that this worker lives, and publishes what is due meanwhile."""
    lost_tasks.is_alive(worker)
    heartbeat.beat()
    _touch()
    publish_scheduled()


def _touch() -> None:
    if settings.WORKER_HEARTBEAT:
        with suppress(OSError):  # a full disk
            Path(settings.WORKER_HEARTBEAT).touch()


def _is_stopping() -> bool:
    """Whether a signal came during the task that failed: the package's worker keeps that to itself."""
    its_worker = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    return getattr(its_worker, "running", None) is False


def _has_ended(worker: str) -> None:
    # Without a database its lease ends by itself.
    with suppress(DatabaseError, InterfaceError):
        lost_tasks.has_ended(worker)
