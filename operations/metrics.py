"""What Prometheus reads of a running site, at ``/metrics``: few numbers, and nothing about people.

These are read from the database and the disk when they are asked for; those in ``numbers`` are counted by the
processes together. So any one can be asked. Without ``METRICS_TOKEN`` there is nothing at the address.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Case, Count, Min, Q, When
from django.http import HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from backups.models import Backup, ReadOnly
from comments.models import Mail, ReaderComment, Status
from comments.models.mail import MailState

from . import heartbeat, numbers
from .doctor.machine import devices
from .health import cache_answers

LATELY = timedelta(days=1)


def _age(of: datetime | None) -> float | None:
    """Seconds since then."""
    return None if of is None else max(0.0, (timezone.now() - of).total_seconds())


def _gauge(name: str, words: str, value: float | None) -> Iterator[Metric]:
    """One number; nothing where there is none, as there is no age of what never was."""
    if value is not None:
        yield GaugeMetricFamily(f"why_{name}", words, value=value)


def _of_tasks() -> Iterator[Metric]:
    now = timezone.now()
    # A task for later waits from the time that it is for.
    since = Case(When(run_after__lte=now, then="run_after"), default="enqueued_at")
    due = DBTaskResult.objects.ready().aggregate(number=Count("pk"), oldest=Min(since))
    yield from _gauge("tasks_waiting", _("Tasks that wait for the worker"), due["number"])
    yield from _gauge(
        "tasks_oldest_seconds", _("The age of the oldest of them"), _age(due["oldest"]) or 0
    )
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=now - LATELY).count()
    yield from _gauge("tasks_failed", _("Tasks that failed within a day"), failed)


def _of_mails() -> Iterator[Metric]:
    counted = Mail.objects.aggregate(
        waiting=Count("pk", filter=Q(state=MailState.WAITING)),
        failed=Count("pk", filter=Q(state=MailState.FAILED)),
    )
    yield from _gauge("mails_waiting", _("Mails that are to be sent"), counted["waiting"])
    yield from _gauge("mails_failed", _("Mails that were given up"), counted["failed"])


def of_work() -> Iterator[Metric]:
    """What waits for the worker and for moderators, and when a worker was seen."""
    yield from _of_tasks()
    yield from _of_mails()
    held = ReaderComment.objects.filter(status=Status.HELD).count()
    yield from _gauge("comments_held", _("Comments that wait for a moderator"), held)
    yield from _gauge(
        "worker_heartbeat_age_seconds",
        _("The time since a worker last looked at its schedule"),
        _age(heartbeat.last()),
    )


def _of_the_database() -> Iterator[Metric]:
    yield from of_work()
    newest = Backup.newest()
    yield from _gauge(
        "backup_age_seconds", _("The age of the newest backup"), newest and _age(newest.made_at)
    )
    yield from _gauge(
        "read_only", _("1 while the database is being moved"), ReadOnly.objects.exists()
    )


class Site(Collector):
    """All of it."""

    def collect(self) -> Iterator[Metric]:
        try:
            found, is_there = list(_of_the_database()), 1
        except DatabaseError:  # that is what is told
            found, is_there = [], 0
        yield from found
        yield from _gauge("database_up", _("1 while the database answers"), is_there)
        yield from _gauge("cache_up", _("1 while the cache answers"), cache_answers())
        disk = GaugeMetricFamily(
            "why_disk_free_bytes", _("Room on the disks of the site’s folders"), labels=["folder"]
        )
        for setting, _folder, free in devices():
            disk.add_metric([setting], free)
        yield disk


@never_cache
@require_safe
def metrics(request):
    """The numbers, for whoever brings the token."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not constant_time_compare(token, settings.METRICS_TOKEN):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Site())
    found = generate_latest(registry) + generate_latest(numbers.registry())
    return HttpResponse(found, content_type=CONTENT_TYPE_PLAIN_0_0_4)


class MetricsMiddleware:
    """Answers before other middleware looks at the host name or the scheme, like the health checks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = request.path_info == "/metrics" and settings.METRICS_TOKEN
        return metrics(request) if asked else self.get_response(request)
