"""The site's worker, which gives up on a dead colleague after seconds instead of minutes."""

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from comments.mailing import sending  # noqa: E402
from comments.moderation import bulk  # noqa: E402
from operations.management.commands import worker  # noqa: E402

sending.ABANDONED_SECONDS = 2
bulk.ABANDONED_SECONDS = 5
worker.SCHEDULE_SECONDS = 1
call_command("worker", interval=0.2)
