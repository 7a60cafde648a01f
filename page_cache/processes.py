"""Notes how the cache of each process does, for the operators' page and ``manage.py page_cache``."""

import logging
import os
import socket
import threading
import time
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from .models import CacheProcess

logger = logging.getLogger(__name__)

#: A process that was not seen for so long has ended, or nobody asked it for a page.
FORGOTTEN = timedelta(days=1)
#: After so long a new process notes something for the first time.
FIRST_SECONDS = 5


class Noter:
    """Writes the figures now and then, in a thread of its own: no reader waits for the database."""

    def __init__(self):
        self.due = time.monotonic() + FIRST_SECONDS
        self.started_at = timezone.now()

    def note(self, figures) -> None:
        """Writes ``figures()`` if it is time."""
        now = time.monotonic()
        if now < self.due or not settings.PAGE_CACHE_NOTE_SECONDS:
            return
        self.due = now + settings.PAGE_CACHE_NOTE_SECONDS
        threading.Thread(target=self._run, args=[figures()], daemon=True).start()

    def _run(self, figures: dict) -> None:
        try:
            self.write(figures)
        finally:
            connection.close()

    def write(self, figures: dict) -> None:
        """Stores the figures of this process."""
        try:
            CacheProcess.objects.update_or_create(
                name=f"{socket.gethostname()}:{os.getpid()}",
                defaults={
                    "seen_at": timezone.now(),
                    "started_at": self.started_at,
                    "figures": figures,
                },
            )
        except (DatabaseError, InterfaceError) as error:
            logger.warning("The page cache cannot note its figures: %s", error)


def forget_old() -> None:
    """Deletes the figures of processes that have ended."""
    CacheProcess.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN).delete()
